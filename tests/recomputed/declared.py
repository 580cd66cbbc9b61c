"""What each metric does when the exports change: one table, held by ``test_metamorphic``.

Row order, files split in two, and a document cancelled and booked again change nothing, whatever the metric. Doubling all money doubles
the amounts of money and nothing else: no default threshold is an amount. A further account that trades elsewhere, in goods of its own,
leaves every figure of the others alone, except where a reason says that they are compared with one another.
"""

from __future__ import annotations

from dataclasses import dataclass

STAYS = ""
# An estimate is rounded to the cent, twice the estimate to twice as many cents.
CENTS = 0.03
BY_STARS = "by stars, which rank all accounts (S1, S2)"
RANKED = "the ranking and its shares are over all accounts (S1, S2)"


@dataclass(frozen=True)
class Declared:
    """``doubles`` with all money or stays; ``compared``: why another account moves it, empty where it does not; ``within``: how far rounding inside may carry it."""

    doubles: bool = False
    compared: str = STAYS
    within: float = 1e-9


def declare(metrics: str, doubles: bool = False, compared: str = STAYS, within: float = 1e-9) -> dict[str, Declared]:
    """The same declaration for some metrics."""
    return dict.fromkeys(metrics.split(), Declared(doubles, compared, within))


def of(metric: str, dimension: str) -> Declared:
    """What is declared of a figure; a dimension that is itself a figure behaves as that one does."""
    part = dimension.partition(":")[2]
    if metric.startswith("segment_") and dimension.rpartition("/")[2] == "n":
        return Declared()
    return TABLE[part] if metric == "profile_median" and part in TABLE else TABLE[metric]


TABLE: dict[str, Declared] = {
    # A: sales
    **declare("gross_sales net_sales net_sales_ttm net_sales_change net_sales_range target_net_sales", doubles=True),
    **declare("net_sales_growth territory_share territory_penetration target_attainment purchase_share categories_bought"),
    **declare("share", compared="a share of all sales (B2)"),
    **declare("net_sales_change_share", compared="a share of the company's change"),
    # B, G, 0.1: concentration, retention, loss
    **declare("cr1 cr3 cr5 cr10 n80 n80_share hhi effective_accounts gini nrr grr account_retention accounts"),
    **declare("major_customer", compared="a share of the company's revenue (B7)"),
    **declare("loss_net_sales loss_margin loss_receivables loss_territory_left", doubles=True),
    **declare("loss_territory_share loss_penetration_left"),
    **declare("quarters_to_refill", compared="new accounts refill it (B8)"),
    # C: quality
    **declare("return_rate return_rate_ttm price_realisation discount_depth dumping_share diversion_share onward_share receivable_gap sell_through weeks_of_stock quality_coverage"),
    **declare("price_coverage paying_later incidents accounts_signalled"),
    **declare("quarter_end_loading", compared="against all other accounts (C13)"),
    **declare("quality_index quality_score quality_worst signals_raised signals_near", compared="holds quarter_end_loading (C15, W1)"),
    **declare("bands_above_star", compared=RANKED),
    # D: credit
    **declare("open_receivables not_due due_1_30 due_31_60 due_61_90 due_91_plus disputed unapplied falls_due_30 falls_due_60 falls_due_90 exposure expected_loss", doubles=True),
    **declare("dso best_possible_dso average_days_delinquent countback_dso countback_dso_4q days_beyond_terms cei utilisation past_due_share"),
    # D16, X: rebates, earnings, bookings
    **declare("consigned_value rebates_accrued rebates_paid rebates_year contribution account_margin bookings bookings_deposit", doubles=True),
    **declare("consignment_cover beyond_rebate rebates_not_booked contribution_coverage"),
    # E: service, and needs
    **declare("otif_rate fill_rate lead_time_median lead_time_p90 lot_median batches cycle_median need_gap need_gap_ratio needs_short needs_recorded needs_answered"),
    # F: bridge
    **declare("bridge_start bridge_price bridge_volume bridge_mix bridge_new bridge_lost bridge_fx bridge_other bridge_end", doubles=True),
    # H: warning
    **declare("silence_ratio days_since_last_order warning_reasons warning_cases warning_hit_rate accounts_warned late_tasks open_tasks team_gaps"),
    # I: stars
    **declare("sales_before stars stars_raw big_but_risky", compared=RANKED),
    **declare("key_accounts key_account_share risky_accounts star_moves star_moves_share whatif_accounts whatif_key_gained whatif_key_lost next_star_gap star_moved_by", compared=RANKED),
    **declare("risky_sales risky_receivables star_moves_sales star_moves_receivables whatif_sales", doubles=True, compared=RANKED),
    **declare("score_capital score_relations score_logistics score_staff score_management score_business_sense score_methods score_initiative"),
    # L: plan
    **declare("plan_on_time_rate plan_overdue plan_overdue_age plan_not_evaluated plan_hours tasks_due tasks_done tasks_on_time"),
    **declare("task_target task_result task_effect task_reached effects_measured effects_reached"),
    # 1.3, 3.1 to 3.3: the team and its hours
    **declare("team_people team_departments team_fits_mode executive_visit_days team_hours hours_available accounts_served top_accounts"),
    **declare("hours_share", compared="a share of the team's hours (L3)"),
    **declare("hours_gap", compared="holds the share of all sales (B2)"),
    # 1: the season; an account may be as late, and use of its limit, as its stars allow
    **declare("season_accounts season_hold oldest_past_due", compared=BY_STARS),
    **declare("season_exposure season_to_pay limit_left past_due_amount late_amount", doubles=True, compared=BY_STARS),
    **declare("season_need season_reached season_release season_held_back", doubles=True, compared=BY_STARS, within=CENTS),
    # J: forecast
    **declare("forecast", doubles=True, within=CENTS),
    **declare("bookings_ahead", doubles=True),
    **declare("forecast_mase", within=0.002),
    # K: strength, portfolio, profile; the brief's verdict; outlets
    **declare("strength strength_coverage capability capability_coverage relationship_stage relative_strength relative_strength_coverage attractiveness_coverage territory_room needs_met"),
    **declare("attractiveness", compared="holds sales_before (S2)"),
    **declare("portfolio_accounts profile_accounts profile_median profile_distance profile_share", compared="its accounts are those behind 80 % of all sales (B4)"),
    **declare("key_account_growth key_account_past_due accounts_lost outlet_sold"),
    **declare("key_account_sales sales_lost", doubles=True),
    # 1, 2.5, 3.2: advice
    **declare("replacement_candidates measure_applies tailored_measure proposed_mode mode_step", compared=BY_STARS),
    **declare("support_needed", compared="asked of the accounts behind 80 % of all sales (B4)"),
    **declare("prospect_purchases", doubles=True, compared=BY_STARS),
    # M: segments
    **declare("segments segment_accounts segment_yoy segment_return_rate_ttm segment_price_realisation_ttm segment_countback_dso_4q segment_past_due_share"),
    **declare("segment_utilisation segment_otif_rate_ttm segment_left_out segment_missing"),
    **declare("agreement_ari agreement_v agreement_rank agreement_chance", compared="k-means puts all accounts together"),
    # log1p of sales is nearly, and not quite, free of their unit
    **declare("disagreement feature_distance", compared="the scale is that of all accounts of the reference quarter (M3)", within=0.01),
    **declare("disagreements", compared="against the middle account (M1)"),
    **declare("disagreement_sales", doubles=True, compared="against the middle account (M1)"),
    **declare("segment_net_sales_ttm", doubles=True),
}
