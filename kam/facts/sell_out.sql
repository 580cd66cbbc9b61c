-- sell_out: one row per top account and quarter for which pieces sold to shoppers were reported.
-- Reads: sell_through, accounts, periods.
-- Rulings: C17 (a period is a month or a quarter of the company's year), G1.
WITH called AS (
    SELECT SUBSTR(CAST(month AS VARCHAR), 1, 7) AS period, quarter
    FROM periods
    UNION
    SELECT quarter AS period, quarter
    FROM periods
)
SELECT
    entity.top_account_id AS account_id,
    called.quarter,
    CAST(COALESCE(SUM(s.qty), 0) AS DECIMAL(38, 6)) AS qty,
    COUNT(s.qty) AS n_rows
FROM sell_through AS s
JOIN accounts AS entity ON entity.account_id = s.account_id
JOIN called ON called.period = s.period
GROUP BY entity.top_account_id, called.quarter
ORDER BY entity.top_account_id, called.quarter
