"""Pages of rooms: they work without script; with it they are live."""
