"""Ratios and sums over small facts; one concept per file, each hands on rows of the ledger."""
