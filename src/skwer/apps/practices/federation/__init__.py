"""What installations say to each other."""
