"""Fetching over HTTP: with limits, without private addresses, with manners."""
