"""Changing the configuration beside the live one: drafts, what they would move, and the day they come into force."""
