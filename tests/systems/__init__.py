"""CI systems on real repositories."""
