"""What draws, stores, prints and compares declared fields."""
