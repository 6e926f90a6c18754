"""What is owed beside the cases: duties with a deadline of their own."""
