"""The story that `make demo` tells: one credit from a meter reading to a public proof, each step proved."""
