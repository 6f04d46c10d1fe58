"""Covers that the project draws."""
