"""The engines. Nothing outside this package knows their types: what goes in and comes out is in `search.types`."""
