"""What follows for each account: measures by star, tailored measures, replacements and the cooperation mode (1, 2.5, 3.2)."""

from kam.advice.ledger import SUPPORTS, measure
from kam.advice.mode import Proposal, proposed
from kam.advice.replacements import Candidate, candidates
from kam.advice.rules import Answer, Find, Seen, answer

__all__ = ["SUPPORTS", "Answer", "Candidate", "Find", "Proposal", "Seen", "answer", "candidates", "measure", "proposed"]
