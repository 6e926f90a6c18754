"""公众页面: what an applicant needs, without an account and without script (R28, R29, R31, R36)."""
