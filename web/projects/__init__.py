"""Projects and batches as their pages show them: rows with filters, a life in steps, the parts of a supply."""
