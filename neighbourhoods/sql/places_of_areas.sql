-- In which area of one set each meeting place lies that counts as open space: shown, and open to anybody with or
-- without booking; not what is for members alone.
-- Takes: town, area_set. Gives: area (null: in none), place. Every place once: on a border it goes to the lowest code.
-- Index: geo_areapart geometry (GiST), geo_place municipality.
SELECT here.area_id, place.id
FROM geo_place place
LEFT JOIN LATERAL (
    SELECT area.id AS area_id
    FROM geo_areapart part
    JOIN geo_area area ON area.id = part.area_id
    WHERE part.area_set_id = %(area_set)s AND ST_DWithin(part.geom, place.point, 0.001)
    ORDER BY area.code
    LIMIT 1
) AS here ON true
WHERE place.municipality_id = %(town)s AND place.is_shown AND place.open_to <> 'members'
ORDER BY place.code
