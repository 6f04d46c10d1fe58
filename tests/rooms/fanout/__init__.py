"""Servers and a load client to measure how fast a message reaches everybody in a room (`make bench BENCH=rooms`)."""
