-- Brings what everybody reads of proposals in line with their rows: of published ones in published rounds.
-- Takes: town, round and proposals (ids; null: all). Gives: how many of them are published.
-- The area is the named one when it is of the town's home set, else the one in which a point on the place lies.
-- Index: primary keys, budgeting_proposal_number_once; geo_areapart geometry (GiST).
WITH told AS MATERIALIZED (
    SELECT proposal.*, round.slug AS round_slug, pot.code AS pot_code, theme.code AS theme_code,
           coalesce((SELECT max(step.at) FROM budgeting_proposalstep step WHERE step.proposal_id = proposal.id),
                    proposal.published_at) AS stepped_at
    FROM budgeting_proposal proposal
    JOIN budgeting_round round ON round.id = proposal.round_id AND round.published_at IS NOT NULL
    LEFT JOIN budgeting_pot pot ON pot.id = proposal.pot_id
    LEFT JOIN budgeting_roundtheme theme ON theme.id = proposal.theme_id
    WHERE proposal.municipality_id = %(town)s AND proposal.published_at IS NOT NULL AND proposal.state <> 'draft'
      AND (%(round)s::bigint IS NULL OR proposal.round_id = %(round)s)
      AND (%(proposals)s::bigint[] IS NULL OR proposal.id = ANY (%(proposals)s))
), home AS MATERIALIZED (
    SELECT area_set.id FROM geo_areaset area_set
    JOIN geo_municipality town ON town.id = area_set.municipality_id AND town.home_set = area_set.kind
    WHERE town.id = %(town)s AND area_set.valid_to IS NULL
    ORDER BY area_set.valid_from DESC LIMIT 1
), spots AS MATERIALIZED (
    SELECT id, ST_PointOnSurface(geom) AS spot FROM told WHERE geom IS NOT NULL
), gone AS (
    DELETE FROM budgeting_publishedproposal published
    WHERE published.municipality_id = %(town)s
      AND (%(round)s::bigint IS NULL OR published.round_id = %(round)s)
      AND (%(proposals)s::bigint[] IS NULL OR published.proposal_id = ANY (%(proposals)s))
      AND NOT EXISTS (SELECT FROM told WHERE told.id = published.proposal_id)
), kept AS (
    INSERT INTO budgeting_publishedproposal (
        proposal_id, municipality_id, round_id, round_slug, public_id, number, state, titles, texts, pot, theme,
        area_id, cost_cents, yearly_cents, geom, published_at, updated_at)
    SELECT told.id, told.municipality_id, told.round_id, told.round_slug, told.public_id, told.number, told.state,
           told.titles, told.texts, coalesce(told.pot_code, ''), coalesce(told.theme_code, ''),
           coalesce(
               (SELECT area.id FROM geo_area area JOIN home ON home.id = area.area_set_id
                WHERE area.id = told.about_area_id),
               (SELECT part.area_id FROM spots
                JOIN geo_areapart part ON ST_Intersects(part.geom, spots.spot)
                JOIN geo_area area ON area.id = part.area_id JOIN home ON home.id = area.area_set_id
                WHERE spots.id = told.id ORDER BY part.area_id LIMIT 1)),
           told.cost_cents, told.yearly_cents, told.geom, told.published_at,
           greatest(told.published_at, told.stepped_at)
    FROM told
    ON CONFLICT (proposal_id) DO UPDATE SET
        round_slug = excluded.round_slug, number = excluded.number, state = excluded.state,
        titles = excluded.titles, texts = excluded.texts, pot = excluded.pot, theme = excluded.theme,
        area_id = excluded.area_id, cost_cents = excluded.cost_cents, yearly_cents = excluded.yearly_cents,
        geom = excluded.geom, published_at = excluded.published_at, updated_at = excluded.updated_at
    RETURNING 1
)
SELECT count(*) FROM kept
