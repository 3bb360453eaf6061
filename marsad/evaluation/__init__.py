"""How well articles are understood, measured on sets of articles that people marked: ``marsad evaluate``."""
