"""Pages of participatory budgeting: rounds, proposals, voting, results, and what came after."""
