"""Written forms of key bytes, one per file: each exports ENCODING."""
