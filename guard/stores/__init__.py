"""Places where a key is kept, one per file: each exports STORE."""
