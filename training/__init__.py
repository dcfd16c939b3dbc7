"""Scripts that train what the package carries; nothing here is needed to run it."""
