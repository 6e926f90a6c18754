"""文书 (facts §9): from a template and the facts of a case to a document, and from that to docx and HTML. No IO."""
