"""CI systems, one per file: each exports SYSTEM."""
