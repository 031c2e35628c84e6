"""When: the due moments of steps, and the turning points of sentences."""
