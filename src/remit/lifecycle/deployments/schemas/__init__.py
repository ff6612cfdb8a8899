"""Bodies of the endpoints."""
