"""What can be found of this app: countries, news, events, plain pages."""
