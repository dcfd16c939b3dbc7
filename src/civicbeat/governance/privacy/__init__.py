"""Privacy: the pseudonym keys."""
