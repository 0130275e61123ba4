-- Lets go of the acts and persons of a window. Takes: nothing. Gives: nothing. Index: none.
DROP TABLE run_person, run_act
