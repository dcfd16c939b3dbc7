"""Keeping: a finding as it is at one moment, in a form that can be kept, given to another agency, and drawn again."""
