"""The pure core: packs, clauses, duties, facts, deadlines and `evaluate`. Standard library only."""
