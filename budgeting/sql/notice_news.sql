-- Notes what has become public in rounds and was not noted before: phases that have begun, changes of a round, results,
-- what became of proposals, decisions, steps of building that are done, and working parties to come.
-- Takes: town, days (how far back), today (the day in Helsinki). Gives: how many were new.
-- Index: budgeting_published_listed, the foreign keys of the tables, participation_news_once.
INSERT INTO participation_news (municipality_id, source, item, noticed_at)
SELECT %(town)s, source, item, clock_timestamp()
FROM (
    SELECT 'budgetphase' AS source, phase.id::text AS item, phase.starts_on::timestamptz AS at
    FROM budgeting_roundphase phase JOIN budgeting_round round ON round.id = phase.round_id
    WHERE round.municipality_id = %(town)s AND round.published_at IS NOT NULL
      AND phase.starts_on <= %(today)s AND phase.starts_on > %(today)s::date - %(days)s
    UNION ALL
    SELECT 'roundchange', change.id::text, change.at
    FROM budgeting_roundchange change JOIN budgeting_round round ON round.id = change.round_id
    WHERE round.municipality_id = %(town)s AND round.published_at IS NOT NULL
      AND change.at > now() - make_interval(days => %(days)s)
    UNION ALL
    SELECT 'budgetresult', public_id, results_at
    FROM budgeting_round
    WHERE municipality_id = %(town)s AND published_at IS NOT NULL AND results_at > now() - make_interval(days => %(days)s)
    UNION ALL
    SELECT 'proposalstep', step.id::text, step.at
    FROM budgeting_proposalstep step
    JOIN budgeting_publishedproposal proposal ON proposal.proposal_id = step.proposal_id
    WHERE proposal.municipality_id = %(town)s AND step.kind = 'state' AND step.at > now() - make_interval(days => %(days)s)
    UNION ALL
    SELECT 'budgetdecision', public_id, published_at
    FROM budgeting_decision
    WHERE municipality_id = %(town)s AND published_at > now() - make_interval(days => %(days)s)
    UNION ALL
    SELECT 'buildingstep', step.public_id, step.done_on::timestamptz
    FROM budgeting_buildingstep step
    JOIN budgeting_publishedproposal proposal ON proposal.proposal_id = step.proposal_id
    WHERE proposal.municipality_id = %(town)s AND step.done_on > %(today)s::date - %(days)s
    UNION ALL
    SELECT 'workingparty', party.id::text, event.starts_at
    FROM budgeting_workingparty party
    JOIN participation_event event ON event.id = party.event_id
    JOIN budgeting_publishedproposal proposal ON proposal.proposal_id = party.proposal_id
    WHERE proposal.municipality_id = %(town)s AND event.starts_at > now() AND party.called_off_at IS NULL
) AS public
WHERE NOT EXISTS (
    SELECT 1 FROM participation_news AS known
    WHERE known.municipality_id = %(town)s AND known.source = public.source AND known.item = public.item
)
ORDER BY at, item
ON CONFLICT DO NOTHING
