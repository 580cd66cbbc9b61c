-- below_floor: one row per top account and quarter with an invoice row below the floor.
-- Reads: lines_below_floor.
-- Rulings: C6 (the numerator of dumping_share).
SELECT
    account_id,
    quarter,
    CAST(SUM(value) AS DECIMAL(38, 6)) AS low_value,
    COUNT(*) AS n_rows
FROM lines_below_floor
GROUP BY account_id, quarter
ORDER BY account_id, quarter
