-- targets_quarter: one row per top account and quarter with a target, branches added to their parent.
-- Reads: targets, accounts.
-- Rulings: G1, G7 (a target belongs to its quarter), A5 (amounts as exported).
SELECT
    entity.top_account_id AS account_id,
    t.quarter,
    CAST(SUM(t.net_sales) AS DECIMAL(38, 6)) AS net_sales,
    CAST(SUM(t.margin) AS DECIMAL(38, 6)) AS margin
FROM targets AS t
JOIN accounts AS entity ON entity.account_id = t.account_id
GROUP BY entity.top_account_id, t.quarter
ORDER BY entity.top_account_id, t.quarter
