"""The kinds of sources, each a connector or a subscription."""
