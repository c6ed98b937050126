"""Pictures in SVG, drawn from plain values: no queries, no clock, equal bytes for equal arguments."""
