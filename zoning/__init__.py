"""What is being planned: plans, hearings, statements, replies."""
