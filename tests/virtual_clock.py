"""A clock that stands still until a test moves it; it ships with the package, for tests of connectors by others."""

from connectors.testing.virtual_clock import START, VirtualClock

__all__ = ["START", "VirtualClock"]
