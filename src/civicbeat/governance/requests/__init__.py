"""Requests of people about what is held of them, incidents, and changes of the rules: what must be answered for."""
