"""Accounts, audit and privacy: who may do what, why, and the proof of it."""
