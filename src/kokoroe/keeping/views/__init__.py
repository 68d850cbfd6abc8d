"""Pages about what is kept: my own, the organisation's, a contract's."""
