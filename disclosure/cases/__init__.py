"""The only writers. Every change of a case is one command through one door (`cases.door`)."""
