"""The full tier: CPython in locked processes, one for each run. Linux only."""
