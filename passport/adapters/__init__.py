"""Tables, factor sets and product documents."""
