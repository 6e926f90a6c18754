"""Pure rules: facts in, dates, refusals and fees out. Nothing here reads a clock, a file or a database."""
