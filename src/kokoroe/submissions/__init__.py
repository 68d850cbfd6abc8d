"""Everything in writing: one way to submit, receive, accept or return, and withdraw."""
