-- One area's row in the newest monthly releases, as text of JSON: what was told of it each time.
-- Takes: town, kind, code, months, denominator, most. Gives: until (the window's end), row. Newest first.
-- Index: neighbourhoods_releasedcoverage release_id, neighbourhoods_newest.
SELECT released.coverage #>> '{method,window,until}',
       jsonb_path_query_first(
           released.coverage, '$.areas[*] ? (@.code == $code)', jsonb_build_object('code', %(code)s::text)
       )::text
FROM neighbourhoods_releasedcoverage released
JOIN neighbourhoods_release release ON release.id = released.release_id AND release.process_id IS NULL
WHERE release.municipality_id = %(town)s AND released.municipality_id = %(town)s AND released.kind = %(kind)s
  AND released.months = %(months)s AND released.denominator = %(denominator)s
ORDER BY release.made_at DESC, release.id DESC
LIMIT %(most)s
