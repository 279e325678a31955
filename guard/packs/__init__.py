"""Reading what a repository stores without git: packs, loose objects, alternates, each object once."""
