"""What a company reports: figures, the standards that ask for them, and what is left out and why."""
