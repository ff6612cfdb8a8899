"""Changes of what runs, as they are asked for."""
