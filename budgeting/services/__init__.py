"""Every write to rounds, proposals and ballots goes through here."""
