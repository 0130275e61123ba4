-- What senders said of the answers, by the area of the message. Takes: town, area_set, since (a day). Gives: area (null:
-- outside the set), how many ratings, how many with a score, mean score, how many said whether it was dealt with, and
-- how many of them that it was. Runs inside `in_town`.
-- Index: feedback_map_one_area_in_a_set (pin_id, area_set_id); ratings are few beside the messages.
SELECT own.area_id, count(*)::integer, count(rating.score)::integer, avg(rating.score)::float8,
       count(rating.dealt_with)::integer, (count(*) FILTER (WHERE rating.dealt_with))::integer
FROM feedback_map_answerrating rating
JOIN feedback_map_pinarea own ON own.pin_id = rating.pin_id AND own.area_set_id = %(area_set)s
WHERE rating.municipality_id = %(town)s AND rating.at >= %(since)s
GROUP BY own.area_id
