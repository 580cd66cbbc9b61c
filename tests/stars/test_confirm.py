"""S10 and S11 by an independent reading: the ruling's sentence, word by word, over any run of raw stars."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kam.params.rules import StarRules
from kam.stars import Evidence, Rated, judge
from kam.stars.confirm import _next_confirmed

RULES = StarRules()
SOUND = Evidence(before=0.0, ttm=1e6, capital=5, countback_dso=10.0, past_due_share=0.0, business_sense=5, initiative=5)
# What gives each raw star, with and without credit as the cause.
SHOWN = {
    "4": SOUND,
    "3": Evidence(0.6, 1e6, 5, 10.0, 0.0, 5, 5),
    "2": Evidence(0.9, 1e6, 5, 10.0, 0.0, 5, 5),
    "1": Evidence(0.0, 1e6, 1, 10.0, 0.0, 5, 5),
    "3 late": Evidence(0.0, 1e6, 5, 45.0, 0.0, 5, 5),
    "2 late": Evidence(0.0, 1e6, 5, 90.0, 0.0, 5, 5),
    "unrated": Evidence(None, 0.0),
}


def rated(shown: str) -> Rated:
    return Rated("A", SHOWN[shown], "no_sales") if shown == "unrated" else Rated("A", SHOWN[shown], "", judge(SHOWN[shown], RULES))


def confirmed(*shown: str, partial: tuple[int, ...] = ()) -> list[int | None]:
    """The confirmed star after each quarter, by the code."""
    history: list[Rated] = []
    for at, one in enumerate(shown):
        now = rated(one)
        star = _next_confirmed(now, [past for past in reversed(history) if not past.to_date], RULES.hysteresis_quarters, at in partial)
        history.append(Rated("A", now.seen, now.why_not, now.judged, star, to_date=at in partial))
    return [one.confirmed for one in history]


def by_the_ruling(shown: list[str]) -> list[int | None]:
    """The same read from the ruling alone."""
    held, stars, found = None, [None if one == "unrated" else int(one[0]) for one in shown], []
    for at, raw in enumerate(stars):
        before = stars[at - 1] if at else None
        if raw is None:
            found.append(None)
            continue
        if held is None:
            held = raw
        elif raw < held and shown[at].endswith("late"):
            held = raw
        elif before is not None and before > held and raw > held:
            held = min(before, raw)
        elif before is not None and before < held and raw < held:
            held = max(before, raw)
        found.append(held)
    return found


@given(st.lists(st.sampled_from(list(SHOWN)), min_size=1, max_size=9))
def test_S10_the_code_reads_the_ruling_as_an_independent_reader_does(shown: list[str]) -> None:
    assert confirmed(*shown) == by_the_ruling(shown)


def test_S10_it_falls_at_once_where_credit_fails_in_any_band_it_loses() -> None:
    """``3 late`` passes three stars and fails four on credit alone: a four-star account falls at once, a three-star account stays."""
    assert confirmed("4", "3 late") == [4, 3]
    assert confirmed("3", "3 late") == [3, 3]
    assert confirmed("2", "3 late", "3 late") == [2, 2, 3]


def test_S10_credit_asked_in_a_lower_band_alone_still_counts() -> None:
    rules = StarRules.model_validate({"4": {"countback_dso_at_most": None, "past_due_share_at_most": None}})
    late = judge(Evidence(0.6, 1e6, 5, 90.0, 0.0, 5, 5), rules)
    held = Rated("A", SOUND, "", judge(SOUND, rules), 4)
    assert (late.star, late.failing[4]) == (2, ("sales",))
    assert _next_confirmed(Rated("A", SOUND, "", late), [held], 2, False) == 2


def test_S10_one_quarter_alone_moves_nothing_up_and_nothing_down_but_for_credit() -> None:
    assert confirmed("2", "4", "2", "4", "2") == [2, 2, 2, 2, 2]
    assert confirmed("4", "2", "4", "2", "4") == [4, 4, 4, 4, 4]


def test_I_a_quarter_that_is_not_over_moves_no_star_and_is_none_of_the_two() -> None:
    """metrics.md: a partial quarter does not change stars, neither its own nor the next one's."""
    assert confirmed("2", "4", "4", partial=(1,)) == [2, 2, 2]
    assert confirmed("2", "4", "4", "4", partial=(1,)) == [2, 2, 2, 4]
    assert confirmed("4", "2 late", "4", partial=(1,)) == [4, 4, 4]


def test_S10_an_account_that_comes_back_keeps_what_was_confirmed_until_two_quarters_say_otherwise() -> None:
    assert confirmed("4", "unrated", "2", "2") == [4, None, 4, 2]
