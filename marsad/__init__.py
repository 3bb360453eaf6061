"""Marsad, an always-on monitor of the world's news: composition and command line."""

from importlib.metadata import version

__version__ = version("marsad")
