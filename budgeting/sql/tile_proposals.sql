-- A tile of published proposals: in layer `shapes` lines and areas that can be seen as such, in layer `marks` a point for
-- each proposal, in one tile only; where more than `crowd` stand in a tile, those of a round that are close together are
-- one mark with their `count`, how many there are of each look, and no number. Those that were joined, split or withdrawn are in lists, not on the map.
-- Takes: town, srid, west, south, east, north (the tile's box in it), extent, unit_m, looks (JSON: state → look),
-- crowd, cells (squares along a side of the tile).
-- Gives: the tile; each feature has round (slug), number, look, theme, name and names by language, or a `count` and
-- one number for each look in it.
-- Index: budgeting_publishedproposal geometry (GiST).
WITH tile AS MATERIALIZED (
    SELECT ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s) AS box,
           ST_Expand(ST_Transform(ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s), 3067),
                     (%(east)s - %(west)s) / 20) AS around
), near AS MATERIALIZED (
    SELECT proposal.round_slug AS round, proposal.number, proposal.theme,
           %(looks)s::jsonb ->> proposal.state AS look, proposal.titles, proposal.geom,
           coalesce(nullif(proposal.titles ->> town.languages[1], ''), nullif(proposal.titles ->> 'fi', ''),
                    proposal.number::text) AS name
    FROM tile
    JOIN budgeting_publishedproposal proposal ON proposal.geom && tile.around
    JOIN geo_municipality town ON town.id = proposal.municipality_id
    WHERE proposal.municipality_id = %(town)s AND %(looks)s::jsonb ? proposal.state
), told AS MATERIALIZED (
    SELECT round, number, look, theme, name, nullif(titles ->> 'fi', name) AS "name:fi",
           nullif(titles ->> 'sv', name) AS "name:sv", nullif(titles ->> 'en', name) AS "name:en", geom
    FROM near
), shapes AS (
    SELECT ST_AsMVTGeom(ST_Transform(ST_Simplify(told.geom, %(unit_m)s * 4, true), %(srid)s), tile.box, %(extent)s, 64)
               AS geom, round, number, look, theme, name, "name:fi", "name:sv", "name:en"
    FROM told CROSS JOIN tile WHERE ST_Dimension(told.geom) > 0 ORDER BY round, number
), spots AS (
    SELECT told.*, ST_Transform(ST_PointOnSurface(told.geom), %(srid)s) AS spot FROM told
), inside AS (
    SELECT spots.*, count(*) OVER () > %(crowd)s AS is_crowd,
           floor((ST_X(spot) - %(west)s) / (%(east)s - %(west)s) * %(cells)s) AS across,
           floor((ST_Y(spot) - %(south)s) / (%(north)s - %(south)s) * %(cells)s) AS up
    FROM spots
    WHERE ST_X(spot) >= %(west)s AND ST_X(spot) < %(east)s AND ST_Y(spot) > %(south)s AND ST_Y(spot) <= %(north)s
), alike AS (
    SELECT round, look, CASE WHEN is_crowd THEN ARRAY[across, up] ELSE ARRAY[number::double precision] END AS cell,
           count(*)::int AS count, min(number) AS number, min(theme) AS theme, min(name) AS name,
           min("name:fi") AS "name:fi", min("name:sv") AS "name:sv", min("name:en") AS "name:en",
           sum(ST_X(spot)) AS x, sum(ST_Y(spot)) AS y
    FROM inside GROUP BY round, look, cell
), together AS (
    SELECT round, sum(count)::int AS count, jsonb_object_agg(look, count) AS looks, min(look) AS look,
           min(number) AS number, min(theme) AS theme, min(name) AS name, min("name:fi") AS "name:fi",
           min("name:sv") AS "name:sv", min("name:en") AS "name:en",
           ST_SetSRID(ST_MakePoint(sum(x) / sum(count), sum(y) / sum(count)), %(srid)s) AS spot
    FROM alike GROUP BY round, cell
), marks AS (
    SELECT ST_AsMVTGeom(spot, tile.box, %(extent)s, 0) AS geom, round, nullif(count, 1) AS count,
           CASE WHEN count > 1 THEN looks END AS looks, CASE WHEN count = 1 THEN look END AS look,
           CASE WHEN count = 1 THEN number END AS number, CASE WHEN count = 1 THEN theme END AS theme,
           CASE WHEN count = 1 THEN name END AS name, CASE WHEN count = 1 THEN "name:fi" END AS "name:fi",
           CASE WHEN count = 1 THEN "name:sv" END AS "name:sv", CASE WHEN count = 1 THEN "name:en" END AS "name:en"
    FROM together CROSS JOIN tile ORDER BY round, together.number
)
SELECT coalesce((SELECT ST_AsMVT(shapes, 'shapes', %(extent)s, 'geom') FROM shapes WHERE geom IS NOT NULL), '')
    || coalesce((SELECT ST_AsMVT(marks, 'marks', %(extent)s, 'geom') FROM marks WHERE geom IS NOT NULL), '')
