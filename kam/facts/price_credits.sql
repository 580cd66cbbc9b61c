-- price_credits: one row per top account and quarter with a credit-note row on price alone.
-- Reads: booked_sales.
-- Rulings: C1 (quantity 0 or empty = price-only), C16 (what the pocket price loses by them; a reversed credit counts back).
SELECT
    account_id,
    quarter,
    CAST(-SUM(value) AS DECIMAL(38, 6)) AS credited,
    COUNT(*) AS n_rows
FROM booked_sales
WHERE kind = 'credit note' AND COALESCE(qty, 0) = 0
GROUP BY account_id, quarter
ORDER BY account_id, quarter
