"""Pure rules of monitoring: readings, quality, quantity, methodology, report."""
