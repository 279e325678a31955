"""Wrappings that hide text from the encodings, one per file: each exports LAYER."""
