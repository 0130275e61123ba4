-- The last day of a body's promise, counted from a day. Takes: body, day. Gives: due_on (null: nothing is promised).
-- Index: primary keys of accounts_body and feedback_map_holiday.
SELECT promised_day(%(day)s::date, body.promise_days, body.working_days) FROM accounts_body body WHERE body.id = %(body)s
