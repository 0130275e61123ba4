"""What one can take along: an area's page on paper, for an agenda, and as a map that opens without a network."""
