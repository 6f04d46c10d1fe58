"""Tracks, courses and lessons, with their words."""
