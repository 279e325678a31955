"""The audit of a repository: everything it stores, and the story of each key that is found."""
