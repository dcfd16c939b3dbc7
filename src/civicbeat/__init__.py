"""civicbeat: hear what a city says in public, with its doubt and without its people's data."""

__version__ = "0.1.0"
