"""Our side towards other Open311 systems: pins go out exactly once, their updates come in exactly once."""
