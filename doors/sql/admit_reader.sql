-- Lets a role read the views of open data, those that come later too. Takes: reader. Gives: nothing. Index: none.
SELECT open_data.admit(%(reader)s)
