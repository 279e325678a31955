"""Where a stored key lies and where copies of it lie, one check per file: each exports PLACE."""
