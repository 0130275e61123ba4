-- Names by which a spot is told to people: villages and the like in a language of the town, in a fixed order.
-- Takes: town, language. Gives: name, x, y. Index: geo_placename_once_in_a_town (municipality_id).
SELECT name, ST_X(point), ST_Y(point)
FROM geo_placename
WHERE municipality_id = %(town)s AND language = %(language)s
ORDER BY weight DESC, name, ST_Y(point), ST_X(point)
