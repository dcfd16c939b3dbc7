"""The nouns every room speaks in: Post, Place, Period, Scope and the error tree."""
