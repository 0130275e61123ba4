"""Map sheets at the desk: made, photographed, laid on the map, and entered mark by mark."""
