"""Pieces of the service for a town's own web pages: map, counter, area card, button. No cookies, no script."""
