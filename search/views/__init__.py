"""What readers and programs ask of the search."""
