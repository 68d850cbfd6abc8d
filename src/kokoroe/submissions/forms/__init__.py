"""The forms of everything in writing, and the fields that other apps' forms share with them."""
