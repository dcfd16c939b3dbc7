"""Topics: saved queries, each with a purpose, a legal basis, an owner and an end."""
