"""The HTTP doors of the ground floor."""
