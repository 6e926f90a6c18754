"""台账: out of the system line by line, and old ones into it."""
