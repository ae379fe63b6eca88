"""Offset certificates: recorded once, approved by two people, anchored on chain, beside every footprint."""
