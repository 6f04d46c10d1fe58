"""The evidence library: practices, national programmes, mapping editions and their statistics."""
