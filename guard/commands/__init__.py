"""Subcommands, one per file: each exports COMMAND."""
