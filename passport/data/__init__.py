"""Factor sets and the example, as data."""
