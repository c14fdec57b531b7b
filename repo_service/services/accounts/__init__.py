"""Accounts: who has one, how people sign in, what they may act as, and how all that ends."""
