"""Alerts: rules, matching, incidents, the delivery ledger, channels and rendering."""
