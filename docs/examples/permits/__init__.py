"""A group of duties in small: permission to use online storage, as docs/add-a-duty.md builds it."""
