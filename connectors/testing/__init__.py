"""What who writes a connector needs to test it: the contract that every connector keeps, and a clock to move."""
