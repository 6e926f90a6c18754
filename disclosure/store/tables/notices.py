"""Who is told what: notices, digests, absences, 督办单."""
