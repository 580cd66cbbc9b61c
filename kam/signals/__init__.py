"""Signals: facts that passed a threshold, with the input rows behind them and a question to ask; never a verdict (W1)."""

from kam.signals.evidence import Evidence, evidence
from kam.signals.judge import SIGNALS, source_of, threshold
from kam.signals.ledger import measure

__all__ = ["SIGNALS", "Evidence", "evidence", "measure", "source_of", "threshold"]
