-- bookings_ahead: one row per top account, quarter of the booking's date and delivery month (YYYY-MM) with an order-fair booking that names one.
-- Reads: bookings, accounts, periods.
-- Rulings: G1, A5 (amounts as exported), X (bookings).
SELECT
    entity.top_account_id AS account_id,
    p.quarter,
    SUBSTR(b.delivery_month, 1, 7) AS delivery_month,
    CAST(SUM(b.amount) AS DECIMAL(38, 6)) AS amount,
    COUNT(*) AS n_rows
FROM bookings AS b
JOIN accounts AS entity ON entity.account_id = b.account_id
JOIN periods AS p ON p.month = CAST(DATE_TRUNC('month', b.date) AS DATE)
WHERE b.delivery_month IS NOT NULL
GROUP BY entity.top_account_id, p.quarter, SUBSTR(b.delivery_month, 1, 7)
ORDER BY entity.top_account_id, p.quarter, SUBSTR(b.delivery_month, 1, 7)
