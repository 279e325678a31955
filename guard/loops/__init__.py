"""Inner loops of a compiled build, byte by byte: what they replace says the same with the searches of the interpreter."""
