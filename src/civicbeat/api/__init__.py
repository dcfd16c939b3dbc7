"""The API: what the console shows, as JSON for programs of the agency."""
