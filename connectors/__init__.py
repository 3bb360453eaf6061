"""Connectors: what brings articles in."""
