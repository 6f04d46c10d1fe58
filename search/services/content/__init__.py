"""Content of the search that comes from files."""
