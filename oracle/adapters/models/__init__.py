"""Models of the oracle: how they are trained, written without pickle, read back, kept and approved."""
