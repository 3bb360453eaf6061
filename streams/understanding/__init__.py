"""What an article is about: its language, the countries and actors that it names, the copies that it belongs to."""
