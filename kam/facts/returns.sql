-- returns: one row per top account, quarter booked and quarter of the original invoice (null = not linked).
-- Reads: booked_sales, periods.
-- Rulings: C1 (a return is a credit-note row with quantity), C2 (|value|; linked to the same account's used invoices; an invoice
-- dated after the end of the return's quarter is not known then and does not link).
WITH invoices AS (
    SELECT account_id, document, MIN(date) AS date
    FROM booked_sales
    WHERE kind = 'invoice'
    GROUP BY account_id, document
),
ends AS (
    SELECT quarter, MAX(quarter_end) AS quarter_end
    FROM periods
    GROUP BY quarter
)
SELECT
    r.account_id,
    r.quarter,
    original.quarter AS original_quarter,
    CAST(SUM(ABS(r.value)) AS DECIMAL(38, 6)) AS returned,
    COUNT(*) AS n_rows
FROM booked_sales AS r
JOIN ends ON ends.quarter = r.quarter
LEFT JOIN invoices AS i
    ON i.account_id = r.account_id AND i.document = r.original_document AND i.date <= ends.quarter_end
LEFT JOIN periods AS original ON original.month = CAST(DATE_TRUNC('month', i.date) AS DATE)
WHERE r.kind = 'credit note' AND r.qty <> 0
GROUP BY r.account_id, r.quarter, original.quarter
ORDER BY r.account_id, r.quarter, original.quarter
