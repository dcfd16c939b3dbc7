"""Portal: the citizen's face. No account is needed; posts are reached by published figures and by one's own alone."""
