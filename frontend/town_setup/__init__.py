"""What stands behind the pages by which a town is set up: steps, forms, and what is checked before it opens."""
