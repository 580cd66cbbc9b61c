-- unapplied_cash: one row per month end and top account with cash not applied to any document.
-- Reads: allocations, accounts, periods.
-- Rulings: D1 (an allocation with an empty document is unapplied cash of its account), D2 (reversals at their own date), G1.
WITH received AS (
    SELECT
        entity.top_account_id AS account_id,
        CAST(DATE_TRUNC('month', a.date) AS DATE) AS month,
        SUM(a.amount) AS amount
    FROM allocations AS a
    JOIN accounts AS entity ON entity.account_id = a.account_id
    WHERE a.document IS NULL
    GROUP BY entity.top_account_id, CAST(DATE_TRUNC('month', a.date) AS DATE)
)
SELECT
    p.month_end,
    r.account_id,
    CAST(SUM(r.amount) AS DECIMAL(38, 6)) AS cash
FROM received AS r
JOIN periods AS p ON p.month >= r.month
GROUP BY p.month_end, r.account_id
HAVING SUM(r.amount) <> 0
ORDER BY p.month_end, r.account_id
