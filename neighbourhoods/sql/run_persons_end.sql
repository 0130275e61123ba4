-- Lets go of the persons of a window. Takes: nothing. Gives: nothing. Index: none.
DROP TABLE run_person
