"""Sources: where the public speaks. Each turns what a place publishes into raw posts."""
