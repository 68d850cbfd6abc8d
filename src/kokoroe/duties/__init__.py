"""One folder for each group of duties, all of the same shape; they meet only as facts in `evaluate`."""
