"""What residents would fund (osallistuva budjetointi): rounds, proposals, ballots, tally, and what was built."""
