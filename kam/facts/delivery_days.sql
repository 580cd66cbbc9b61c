-- delivery_days: one row per top account and day on which something was delivered to it.
-- Reads: deliveries, accounts, periods.
-- Rulings: X (lot_median, batches, cycle_median: what came on one day is one delivery), E2 (part deliveries on different days are
-- different deliveries), G1.
SELECT
    entity.top_account_id AS account_id,
    d.delivered_date AS date,
    p.quarter,
    CAST(SUM(d.delivered_qty) AS DECIMAL(38, 6)) AS qty,
    COUNT(*) AS n_rows
FROM deliveries AS d
JOIN accounts AS entity ON entity.account_id = d.account_id
JOIN periods AS p ON p.month = CAST(DATE_TRUNC('month', d.delivered_date) AS DATE)
WHERE d.delivered_qty > 0 AND d.delivered_date <= p.sold_to
GROUP BY entity.top_account_id, d.delivered_date, p.quarter
ORDER BY entity.top_account_id, d.delivered_date
