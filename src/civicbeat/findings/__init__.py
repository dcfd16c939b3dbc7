"""What the methods find in what was heard."""
