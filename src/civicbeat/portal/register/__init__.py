"""The public register: what the running system is and does, in parts, for people and for programs."""
