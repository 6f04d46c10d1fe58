"""A Wagtail page with a title and a text, and nothing else. Only the measured site has it."""
