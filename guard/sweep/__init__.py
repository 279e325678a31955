"""Auditing everything a repository stores: each new stretch of bytes is looked at once, not each version of a file."""
