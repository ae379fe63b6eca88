"""Pure values and rules of a product's footprint."""
