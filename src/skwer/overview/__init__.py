"""Reads that join several rooms: for pages, exports and letters. Nothing here changes anything."""
