"""What we write, one module a room: each function answers whom to write to about one event, and what."""
