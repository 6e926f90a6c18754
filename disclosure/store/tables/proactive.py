"""依申请转主动公开: repeated demand, candidates, the catalogue."""
