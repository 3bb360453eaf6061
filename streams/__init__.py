"""Records, stages, engines, state and understanding: everything between a feed and an alert."""
