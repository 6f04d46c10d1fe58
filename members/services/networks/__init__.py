"""What is done in networks: `joining`, `people`, `shelf`, `announcing`, `editing`, `life`.

Each act holds its network's row (on SQLite the database) from its first look to the commit. Who comes second finds what the
first one did: the same act again changes nothing, another one is `Refused` with words for whoever tried it.
"""
