-- returns: one row per top account, quarter booked and quarter of the original invoice (null = not linked).
-- Reads: booked_sales, periods.
-- Rulings: C1 (a return is a credit-note row with quantity), C2 (|value|; linked to the same account's used invoices), I-2b (to the
-- newest one of that number dated on or before the return; numbers begin again each month or year).
WITH invoices AS (
    SELECT DISTINCT account_id, document, date
    FROM booked_sales
    WHERE kind = 'invoice'
),
originals AS (
    SELECT r.position, MAX(i.date) AS date
    FROM booked_sales AS r
    JOIN invoices AS i ON i.account_id = r.account_id AND i.document = r.original_document AND i.date <= r.date
    WHERE r.kind = 'credit note' AND r.qty <> 0
    GROUP BY r.position
)
SELECT
    r.account_id,
    r.quarter,
    original.quarter AS original_quarter,
    CAST(SUM(ABS(r.value)) AS DECIMAL(38, 6)) AS returned,
    COUNT(*) AS n_rows
FROM booked_sales AS r
LEFT JOIN originals AS i ON i.position = r.position
LEFT JOIN periods AS original ON original.month = CAST(DATE_TRUNC('month', i.date) AS DATE)
WHERE r.kind = 'credit note' AND r.qty <> 0
GROUP BY r.account_id, r.quarter, original.quarter
ORDER BY r.account_id, r.quarter, original.quarter
