"""Tests of the passport room."""
