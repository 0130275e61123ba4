-- The town's chain of statements: each row with the text that its link is made of, as the row reads now.
-- Takes: town. Gives: id, number, receipt code, previous hash, chain hash, content hash, sender hash, link.
-- Index: zoning_statement_number_once (municipality_id, number).
SELECT said.id, said.number, said.receipt_code, said.previous_hash, said.chain_hash, said.content_hash,
       said.sender_hash, statement_link(said)
FROM zoning_statement AS said WHERE said.municipality_id = %(town)s ORDER BY said.number
