"""What was done in a period, by unit and area: figures that each say where they come from."""
