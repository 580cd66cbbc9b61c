-- outlets_quarter: one row per quarter, top account and outlet ('' = not named) with a sell_through row.
-- Reads: sell_through, accounts, periods.
-- Rulings: G1 (branches added to their parent), C17 (a period is a month or a quarter). Where it is and who shops there are as the
-- export states them; of several statements the alphabetically last counts.
WITH dated AS (
    SELECT DISTINCT SUBSTR(CAST(month AS VARCHAR), 1, 7) AS period, quarter
    FROM periods
    UNION
    SELECT DISTINCT quarter AS period, quarter
    FROM periods
)
SELECT
    entity.top_account_id AS account_id,
    d.quarter,
    COALESCE(s.outlet, '') AS outlet,
    MAX(s.location) AS location,
    MAX(s.shoppers) AS shoppers,
    CAST(SUM(s.qty) AS DECIMAL(38, 6)) AS qty,
    COUNT(*) AS n_rows
FROM sell_through AS s
JOIN accounts AS entity ON entity.account_id = s.account_id
JOIN dated AS d ON d.period = s.period
GROUP BY entity.top_account_id, d.quarter, COALESCE(s.outlet, '')
ORDER BY entity.top_account_id, d.quarter, outlet
