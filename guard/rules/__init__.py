"""Rules, one per file: each exports RULE."""
