"""Prints what leaves the pages on paper."""
