"""年度报告 (R50, facts §5): its figures, their cross-sums, its text, and the documents they are printed in."""
