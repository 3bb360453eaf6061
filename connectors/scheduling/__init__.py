"""When a source is polled, what is kept of it, and the way of its articles to the stream."""
