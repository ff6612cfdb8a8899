"""The lite tier: a Python of its own, which knows no files, no network and no processes."""
