"""Tracks, courses and lessons; cohorts and certificates come later."""
