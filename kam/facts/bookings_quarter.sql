-- bookings_quarter: one row per top account, quarter of the booking's date and season ('' = none given) with an order-fair booking.
-- Reads: bookings, accounts, periods.
-- Rulings: G1, A5 (amounts as exported), X (bookings, bookings_deposit). A deposit is empty where no row states one.
SELECT
    entity.top_account_id AS account_id,
    p.quarter,
    COALESCE(b.season, '') AS season,
    CAST(SUM(b.amount) AS DECIMAL(38, 6)) AS amount,
    CAST(SUM(b.deposit) AS DECIMAL(38, 6)) AS deposit,
    COUNT(*) AS n_rows
FROM bookings AS b
JOIN accounts AS entity ON entity.account_id = b.account_id
JOIN periods AS p ON p.month = CAST(DATE_TRUNC('month', b.date) AS DATE)
GROUP BY entity.top_account_id, p.quarter, COALESCE(b.season, '')
ORDER BY entity.top_account_id, p.quarter, 3
