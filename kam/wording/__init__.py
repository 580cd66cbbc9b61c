"""How a figure reads, in each language of the review."""

from kam.wording.sentence import Sentence
from kam.wording.voice import Voice

__all__ = ["Sentence", "Voice"]
