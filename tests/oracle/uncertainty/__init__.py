"""Bounds, scores, coverage and the model of a forest's flux."""
