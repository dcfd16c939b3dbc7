"""The audit log: who saw, exported, changed or decided what, and why, as a hash chain."""
