"""The addresses of pins: lists, single pins, sending, and what the sender tells afterwards."""
