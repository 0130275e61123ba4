"""Where things are: towns, areas, population, places, coordinate systems, tiles."""
