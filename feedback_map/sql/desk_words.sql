-- Pins with some words, counted no further than `most`. Takes: words (a tsquery's text), most. Runs inside `in_town`.
-- Gives: id. Index: feedback_map_pinwords_words (GIN), behind the owner's function (migrations/0025_desk_list.py).
SELECT pins_with_words(%(words)s, %(most)s)
