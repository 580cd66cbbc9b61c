-- rebates_quarter: one row per quarter and top account with a rebates row, branches added to their parent.
-- Reads: rebates, accounts.
-- Rulings: G1, G7 (a row belongs to its quarter), A5 (amounts as exported), D16 (accrued = so far this year, before payment; accrued and
-- consigned_value are balances at the quarter's end; only `booked: no` counts as not booked). A sum is empty where no row states it.
SELECT
    entity.top_account_id AS account_id,
    r.quarter,
    CAST(SUM(r.consigned_value) AS DECIMAL(38, 6)) AS consigned_value,
    CAST(SUM(r.accrued) AS DECIMAL(38, 6)) AS accrued,
    CAST(SUM(r.expected_year) AS DECIMAL(38, 6)) AS expected_year,
    CAST(SUM(r.paid) AS DECIMAL(38, 6)) AS paid,
    CAST(SUM(r.promotion) AS DECIMAL(38, 6)) AS promotion,
    CAST(SUM(r.freight) AS DECIMAL(38, 6)) AS freight,
    COUNT(*) AS n_rows,
    COUNT(r.booked) AS n_stated,
    COUNT(CASE WHEN NOT r.booked THEN 1 END) AS n_not_booked,
    COUNT(CASE WHEN NOT r.disclosed THEN 1 END) AS n_undisclosed
FROM rebates AS r
JOIN accounts AS entity ON entity.account_id = r.account_id
GROUP BY entity.top_account_id, r.quarter
ORDER BY entity.top_account_id, r.quarter
