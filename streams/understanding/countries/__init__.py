"""The table of countries: the forms under which news names them, as data with its sources, and how it is built."""
