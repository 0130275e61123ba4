-- Takes: id, status, body (enciphered). Keeps the answer of a claimed key. Index: the primary key.
UPDATE delivery_idempotencykey SET status = %(status)s, body = %(body)s WHERE id = %(id)s
