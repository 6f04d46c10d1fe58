"""How fast the search answers, beside its engine asked alone and beside the database search that Wagtail brings."""
