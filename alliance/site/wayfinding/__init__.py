"""Finding the way from an address where nothing is: redirects, suggestions, and what editors learn of such addresses."""
