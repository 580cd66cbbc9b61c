-- product_sums: one row per top account, product, category and currency ('' = the company's own) and quarter with a used sales row.
-- Reads: booked_sales, accounts.
-- Rulings: F1 (per product or category), F3 (rows without quantity stand apart: loose_*), F6 (amounts in the currency of the account
-- and at their booked value), G2 (the currency of the row's own entity, without one its top parent's). Where nobody names a currency, a row
-- to which a rate applies is in its entity's own, nameless one: the rates of two such entities have nothing in common, and none with 1.
WITH lines AS (
    SELECT
        s.account_id,
        COALESCE(s.product_id, '') AS product_id,
        COALESCE(s.category, '') AS category,
        COALESCE(entity.currency, parent.currency, CASE WHEN s.value = s.net_amount THEN '' ELSE 'of ' || s.entity_id END) AS currency,
        s.quarter,
        s.qty,
        s.value,
        s.net_amount
    FROM booked_sales AS s
    JOIN accounts AS entity ON entity.account_id = s.entity_id
    LEFT JOIN accounts AS parent ON parent.account_id = s.account_id
)
SELECT
    s.account_id,
    s.product_id,
    s.category,
    s.currency,
    s.quarter,
    CAST(COALESCE(SUM(s.qty), 0) AS DECIMAL(38, 6)) AS qty,
    CAST(SUM(CASE WHEN COALESCE(s.qty, 0) <> 0 THEN s.value ELSE 0 END) AS DECIMAL(38, 6)) AS value,
    CAST(SUM(CASE WHEN COALESCE(s.qty, 0) <> 0 THEN s.net_amount ELSE 0 END) AS DECIMAL(38, 6)) AS net_amount,
    CAST(SUM(CASE WHEN COALESCE(s.qty, 0) = 0 THEN s.value ELSE 0 END) AS DECIMAL(38, 6)) AS loose_value,
    CAST(SUM(CASE WHEN COALESCE(s.qty, 0) = 0 THEN s.net_amount ELSE 0 END) AS DECIMAL(38, 6)) AS loose_net_amount,
    COUNT(*) AS n_rows
FROM lines AS s
GROUP BY s.account_id, s.product_id, s.category, s.currency, s.quarter
ORDER BY s.account_id, s.quarter, s.product_id, s.category, s.currency
