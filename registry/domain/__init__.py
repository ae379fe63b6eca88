"""Pure values and rules of the ground floor: no clock, no randomness, no input or output."""
