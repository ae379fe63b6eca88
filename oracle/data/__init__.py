"""Policies and parameters of the oracle, as data."""
