"""What meets the outside: requests that leave the house, and files that strangers send into it."""
