"""Report formats, one per file: each exports FORMAT."""
