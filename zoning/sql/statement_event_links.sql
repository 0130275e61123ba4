-- What happened to statements, each event with the text of its link; the first one hangs on its statement.
-- Takes: town. Gives: statement number, receipt code, event number, chain hash, link.
-- Index: zoning_event_number_once (statement_id, number).
SELECT said.number, said.receipt_code, event.number, event.chain_hash,
       statement_event_link(event, coalesce(lag(event.chain_hash) OVER (PARTITION BY said.id ORDER BY event.number),
                                            said.chain_hash))
FROM zoning_statementevent AS event JOIN zoning_statement AS said ON said.id = event.statement_id
WHERE said.municipality_id = %(town)s ORDER BY said.number, event.number
