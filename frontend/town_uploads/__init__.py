"""Pages by which staff bring in a town's boundary, areas, people and places from files."""
