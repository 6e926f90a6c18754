"""What leaves the house by machine: the outbox and its channels."""
