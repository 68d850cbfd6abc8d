"""Who there is: organisations, people, and the accounts with which people sign in."""
