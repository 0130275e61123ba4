"""Vector tiles: two tile pyramids, a register of layers, and one way of answering for all of them."""
