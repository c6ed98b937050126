"""Kept here."""
