"""Wheels and source archives of the project, pure and compiled."""
