"""関係者とアクセス: who sits at a contract, what they may do and why, and the acts that change it."""
