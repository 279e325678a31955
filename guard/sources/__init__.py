"""Where bytes come from, one source per file."""
