"""What residents said, and where: pins, their areas, and what of them is published."""
