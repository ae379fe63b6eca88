"""Finds out what a stranger holds, and checks it line by line."""
