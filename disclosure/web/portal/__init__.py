"""公众页面: what an applicant needs, without an account; no script is needed (R28, R29, R31, R36)."""
