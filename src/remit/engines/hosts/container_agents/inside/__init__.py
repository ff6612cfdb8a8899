"""What runs inside of an agent's container: it imports the standard library alone."""
