"""The ground floor: who may act, what a credit is, how evidence is sealed, the one door to the chain and to the database."""
