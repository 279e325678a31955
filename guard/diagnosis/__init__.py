"""What can be wrong with a stored key, one family per file."""
