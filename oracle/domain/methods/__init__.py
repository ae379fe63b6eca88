"""The methodologies: pure functions from monitored inputs to a quantity, each with its parameters and their sources."""
