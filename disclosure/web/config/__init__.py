"""Pages of the configuration: drafts beside the live version, what they would move, the day they come into force."""
