-- A tile of published proposals: in layer `shapes` lines and areas that can be seen as such, in layer `marks` a point for
-- each proposal, in one tile only. Those that were joined, split or withdrawn are in lists, not on the map.
-- Takes: town, srid, west, south, east, north (the tile's box in it), extent, unit_m, looks (JSON: state → look).
-- Gives: the tile; each feature has round (slug), number, look, theme, name and names by language.
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
), marks AS (
    SELECT ST_AsMVTGeom(spot, tile.box, %(extent)s, 0) AS geom,
           round, number, look, theme, name, "name:fi", "name:sv", "name:en"
    FROM spots CROSS JOIN tile
    WHERE ST_X(spot) >= %(west)s AND ST_X(spot) < %(east)s AND ST_Y(spot) > %(south)s AND ST_Y(spot) <= %(north)s
    ORDER BY round, number
)
SELECT coalesce((SELECT ST_AsMVT(shapes, 'shapes', %(extent)s, 'geom') FROM shapes WHERE geom IS NOT NULL), '')
    || coalesce((SELECT ST_AsMVT(marks, 'marks', %(extent)s, 'geom') FROM marks WHERE geom IS NOT NULL), '')
