-- The time by which statements are in time or late. Takes: nothing. Gives: the instant.
-- Index: none.
SELECT town_clock()
