"""Ready-made records for tests: each is valid, published and as small as can be."""
