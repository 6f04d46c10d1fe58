"""News and events, with their words."""
