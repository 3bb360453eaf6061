"""The channels that come with Marsad, one module each."""
