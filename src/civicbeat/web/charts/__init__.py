"""Charts: pure functions from rows to Vega-Lite specifications. Colours are names of the page's design tokens."""
