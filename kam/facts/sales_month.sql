-- sales_month: one row per top account, territory (null = none known) and calendar month with a used sales row.
-- Reads: booked_sales.
-- Rulings: A1 (gross = invoice rows, net = invoices + credit notes), B6 (territory of the entity).
-- costed_sales is the net value of the rows that carry a cost, so that a margin knows its coverage.
SELECT
    account_id,
    territory,
    month,
    quarter,
    CAST(SUM(CASE WHEN kind = 'invoice' THEN value ELSE 0 END) AS DECIMAL(38, 6)) AS gross_sales,
    CAST(SUM(value) AS DECIMAL(38, 6)) AS net_sales,
    COUNT(*) AS n_rows,
    COUNT(DISTINCT CASE WHEN kind = 'invoice' THEN document END) AS n_invoices,
    CAST(SUM(CASE WHEN cost IS NOT NULL THEN value ELSE 0 END) AS DECIMAL(38, 6)) AS costed_sales,
    CAST(COALESCE(SUM(cost), 0) AS DECIMAL(38, 6)) AS cost
FROM booked_sales
GROUP BY account_id, territory, month, quarter
ORDER BY account_id, territory, month
