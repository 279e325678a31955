"""Languages, one folder per language: each file in it is one area of texts and exports TEXTS."""
