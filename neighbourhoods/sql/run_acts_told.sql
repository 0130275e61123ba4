-- Lets the planner know how many acts there are. Takes: nothing. Gives: nothing. Index: none.
ANALYZE run_act
