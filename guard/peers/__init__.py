"""Other secret scanners, one per file: each exports PEER."""
