"""Switches: which models may speak in this installation, who decided it, and why."""
