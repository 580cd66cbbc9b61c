-- order_days: one row per top account and date with at least one invoice row (an order, H1).
-- Reads: booked_sales.
-- Rulings: H1, A1; C9 and C11 (quarter-end windows are sums of gross sales over these days).
SELECT
    account_id,
    date,
    quarter,
    CAST(SUM(value) AS DECIMAL(38, 6)) AS gross_sales
FROM booked_sales
WHERE kind = 'invoice'
GROUP BY account_id, date, quarter
ORDER BY account_id, date
