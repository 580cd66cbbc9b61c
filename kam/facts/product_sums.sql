-- product_sums: one row per top account, product, category and currency ('' = none given) and quarter with a used sales row.
-- Reads: booked_sales, accounts.
-- Rulings: F1 (per product or category), F3 (rows without quantity stand apart: loose_*), F6 (amounts in the currency of the account
-- and at their booked value; '' is the company's own currency), G2 (the currency of the row's own entity, without one its top parent's).
SELECT
    s.account_id,
    COALESCE(s.product_id, '') AS product_id,
    COALESCE(s.category, '') AS category,
    COALESCE(entity.currency, parent.currency, '') AS currency,
    s.quarter,
    CAST(COALESCE(SUM(s.qty), 0) AS DECIMAL(38, 6)) AS qty,
    CAST(SUM(CASE WHEN COALESCE(s.qty, 0) <> 0 THEN s.value ELSE 0 END) AS DECIMAL(38, 6)) AS value,
    CAST(SUM(CASE WHEN COALESCE(s.qty, 0) <> 0 THEN s.net_amount ELSE 0 END) AS DECIMAL(38, 6)) AS net_amount,
    CAST(SUM(CASE WHEN COALESCE(s.qty, 0) = 0 THEN s.value ELSE 0 END) AS DECIMAL(38, 6)) AS loose_value,
    CAST(SUM(CASE WHEN COALESCE(s.qty, 0) = 0 THEN s.net_amount ELSE 0 END) AS DECIMAL(38, 6)) AS loose_net_amount,
    COUNT(*) AS n_rows
FROM booked_sales AS s
JOIN accounts AS entity ON entity.account_id = s.entity_id
LEFT JOIN accounts AS parent ON parent.account_id = s.account_id
GROUP BY s.account_id, COALESCE(s.product_id, ''), COALESCE(s.category, ''), COALESCE(entity.currency, parent.currency, ''), s.quarter
ORDER BY s.account_id, s.quarter, product_id, category, currency
