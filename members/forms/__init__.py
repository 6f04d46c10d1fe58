"""Forms, one module a topic."""
