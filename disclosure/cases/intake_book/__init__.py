"""收件核对: whatever comes in ends in a case or in a signed reason, and the book of a day balances (R31, R45)."""
