"""What a rehearsal supposes, how it is replayed, and what comes of it."""
