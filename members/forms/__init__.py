"""What people fill in on the site."""
