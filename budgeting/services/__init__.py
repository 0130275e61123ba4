"""Every write to rounds, proposals and ballots goes through here."""

from budgeting.services.rounds import NewRound, StaleRound, make_round, publish_round, withdraw_round

__all__ = ["NewRound", "StaleRound", "make_round", "publish_round", "withdraw_round"]
