"""Links inside the site: which ones published pages and records hold, and which of them lead nowhere."""
