"""Real servers for the tests; see tests/services.py."""

pytest_plugins = ["tests.services"]
