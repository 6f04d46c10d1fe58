"""The composed site: home, countries and the pages that stand above every other app."""
