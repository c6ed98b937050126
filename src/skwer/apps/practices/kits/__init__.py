"""Kit documents: how they are read and hashed, which elements they have, what is wrong with them. No models.

What a document means is known above, in `calls`, which registers a checker (see `registry`).
"""
