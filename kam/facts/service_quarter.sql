-- service_quarter: one row per top account and quarter with an order line promised in it.
-- Reads: order_lines, settings.
-- Rulings: E3 (on time in full, tolerances from the settings; more than ordered is in full), E4 (filled_qty = the smaller of delivered
-- and ordered, late deliveries of the quarter included), E6 (n_lines, n_delivered: what the ratios rest on).
SELECT
    l.account_id,
    l.quarter,
    COUNT(*) AS n_lines,
    CAST(
        SUM(
            CASE
                WHEN CAST(l.on_time_qty AS DECIMAL(38, 12)) >= CAST(l.ordered_qty * (1 - s.otif_tolerance_share) AS DECIMAL(38, 12)) THEN 1
                ELSE 0
            END
        ) AS BIGINT
    ) AS n_otif,
    CAST(SUM(l.ordered_qty) AS DECIMAL(38, 6)) AS ordered_qty,
    CAST(SUM(LEAST(l.delivered_qty, l.ordered_qty)) AS DECIMAL(38, 6)) AS filled_qty,
    COUNT(l.last_delivered) AS n_delivered
FROM order_lines AS l
CROSS JOIN settings AS s
GROUP BY l.account_id, l.quarter
ORDER BY l.account_id, l.quarter
