"""Languages, one table per file: each exports MESSAGES."""
