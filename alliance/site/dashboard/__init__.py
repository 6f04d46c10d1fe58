"""The editor's day: the first screen of the admin, with where to begin and what waits."""
