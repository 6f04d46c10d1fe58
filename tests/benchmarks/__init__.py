"""Measurements beside a reference: `make bench`. What they mean, and what they gave, is in docs/benchmarks.md."""
