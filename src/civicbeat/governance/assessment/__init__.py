"""Assessments: what listening to a topic may do to people, what was done about it, and who took that on themselves."""
