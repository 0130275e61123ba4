"""Plans as the national system (Ryhti) speaks of them: its messages read, kept as they were, and written.

A message is kept as its own text in `national`, so that what has no field here goes out again as it came in.
"""
