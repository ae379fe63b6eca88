"""The five calls, their caches and the partners."""
