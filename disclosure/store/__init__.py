"""What is kept, and how it is written: tables, engine, history chain, field encryption, unit of work."""
