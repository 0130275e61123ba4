"""What stands behind the desk's pages: filters that are addresses, the queue, one message, and what is done to it."""
