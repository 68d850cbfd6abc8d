"""kokoroe: runs the information-security annex of a public contract."""
