"""Builds the table of countries from CLDR, GeoNames and the files in ``hand/``: ``make countries``.

Needs the network and what the target installs for it alone; the program itself only reads what is committed.
"""
