"""Settings kept as data, edited by form: a shape says which fields a page shows and how they are read back.

A shape only reads and shows. Whether settings are right is the stage kind's to say (`problems`), and what a shape does
not name is kept as it was.
"""

from .parts import LANGUAGES, MOST_ROWS, Group, Item, Part, Rows, Shape
from .reading import read
from .showing import Node, show

__all__ = ["LANGUAGES", "MOST_ROWS", "Group", "Item", "Node", "Part", "Rows", "Shape", "read", "show"]
