"""Files that staff send to change a town's ground: looked at, tried, brought in, and taken back if need be."""
