"""What editors do with the pages of the site beyond Wagtail's own views."""
