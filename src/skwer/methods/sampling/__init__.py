"""A random sample stratified by value that anybody can draw again from the same list, size and seed."""

from .strata import Drawn, Sample, Stratum, draw

__all__ = ["Drawn", "Sample", "Stratum", "draw"]
