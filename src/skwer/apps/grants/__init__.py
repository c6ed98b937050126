"""Agreements on what was decided, the money and work that follow, and the account of both."""
