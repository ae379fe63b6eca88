"""The pages: one file for each, all made on the server."""
