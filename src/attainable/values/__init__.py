"""Facts about the world that need nothing but the standard library."""
