"""From the bytes of a feed to its articles."""
