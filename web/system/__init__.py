"""Brings the whole system up, keeps it following the chain, serves it, and takes it down again."""
