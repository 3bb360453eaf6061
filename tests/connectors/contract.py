"""The contract of connectors; it ships with the package, so that others can run it too."""

from connectors.testing.contract import ConnectorContract, Feeding, Source, SubscriptionContract, Taken, running

__all__ = ["ConnectorContract", "Feeding", "Source", "SubscriptionContract", "Taken", "running"]
