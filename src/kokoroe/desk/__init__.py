"""The desk: the portfolio, a contract's page, its clauses and its ledger."""
