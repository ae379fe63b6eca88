"""The ground floor: who may act, what a credit is, how evidence is sealed, the doors to chain and database."""
