"""Plans: what a deployment needs and costs on each kind of host, and what is against it."""
