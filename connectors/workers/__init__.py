"""Hostile work in processes of their own."""
