"""Skwer: cities and their people make places together."""

__version__ = "0.1.0"
