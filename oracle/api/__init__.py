"""HTTP doors of the oracle room."""
