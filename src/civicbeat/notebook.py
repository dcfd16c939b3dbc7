"""civicbeat in a notebook: open an installation, search it, get a data frame."""
