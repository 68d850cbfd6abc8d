"""Contracts: the two parties, the dates, the annex in force, who takes part in which role."""
