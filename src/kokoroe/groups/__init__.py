"""Groups of duties: one declaration for each, made in its app, from which everything else of the product knows it."""
