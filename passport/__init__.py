"""Footprints of products: what was emitted per product, sealed, and shown beside the credits that were allotted."""
