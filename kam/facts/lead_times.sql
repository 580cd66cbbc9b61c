-- lead_times: one row per top account, quarter and lead time in calendar days, with its number of delivered order lines.
-- Reads: order_lines.
-- Rulings: E5 (quantiles of an account, or of the company over all accounts, are read from these counts), E6 (n).
SELECT
    account_id,
    quarter,
    lead_days AS days,
    COUNT(*) AS n_lines
FROM order_lines
WHERE lead_days IS NOT NULL
GROUP BY account_id, quarter, lead_days
ORDER BY account_id, quarter, lead_days
