-- shipped: one row per top account with a contracted territory and quarter with an invoice row that says where the goods went.
-- Reads: booked_sales, lines_outside, territories, accounts.
-- Rulings: C7, C8 (value, not pieces; an account without a contract has no row and so is outside the company's ratio too).
SELECT
    s.account_id,
    s.quarter,
    CAST(SUM(s.value) AS DECIMAL(38, 6)) AS shipped_value,
    CAST(COALESCE(SUM(o.value), 0) AS DECIMAL(38, 6)) AS outside_value,
    COUNT(*) AS n_rows,
    COUNT(o.position) AS n_outside
FROM booked_sales AS s
LEFT JOIN lines_outside AS o ON o.position = s.position
WHERE
    s.kind = 'invoice'
    AND s.ship_to_territory IS NOT NULL
    AND s.account_id IN (
        SELECT entity.top_account_id
        FROM territories AS t
        JOIN accounts AS entity ON entity.account_id = t.account_id
        WHERE t.territory IS NOT NULL
    )
GROUP BY s.account_id, s.quarter
ORDER BY s.account_id, s.quarter
