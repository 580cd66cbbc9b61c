"""The command ``python -m kam why``: prints one explanation."""

from __future__ import annotations

from kam.errors import KamError
from kam.figures import COMPANY
from kam.review import open_review
from kam.why.answer import answer
from kam.why.exports import Exports
from kam.why.said import Teller

WHOLE = ("", "company")


class DisagreementError(KamError):
    """The rows give another figure than the ledger: a defect of kam, not of the exports."""

    exit_code = 2


def explain(company: str, quarter: str, account: str, metric: str, dimension: str = "", language: str = "") -> int:
    """Prints definition, inputs, steps and result of one figure.

    ``company`` is a params file; ``account`` empty or ``company`` = the whole company. Raises ParamsError where there is no such
    figure, DisagreementError where the rows give another one than figures.csv.
    """
    review = open_review(company, quarter, language)
    found = answer(review, Exports(review.inputs, review.params), COMPANY if account in WHOLE else account, metric, dimension)
    teller = Teller(review)
    print(teller.tell(found))
    if not found.agrees:
        raise DisagreementError(f"{teller.disagreement(found)} This is a defect of kam: please report it with what is printed above.")
    return 0
