"""HTTP doors of the passport room."""
