"""Safe places to put a pair into, one per file: each exports KEEPER."""
