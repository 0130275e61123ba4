"""What programs read of participatory budgeting."""
