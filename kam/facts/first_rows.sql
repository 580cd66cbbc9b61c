-- first_rows: one row per top account with a used sales or receivables row: the days of its first ones (null = none).
-- Reads: booked_sales, documents, balances, accounts.
-- Rulings: G6 (an account has figures from its first sales or receivables row), S3 (new by its first invoice), D9 (balances are
-- receivables too). A first day is a first day at every later quarter's end.
WITH days AS (
    SELECT account_id, date AS sale, CASE WHEN kind = 'invoice' THEN date END AS invoice, CAST(NULL AS DATE) AS receivable
    FROM booked_sales
    UNION ALL
    SELECT account_id, CAST(NULL AS DATE) AS sale, CAST(NULL AS DATE) AS invoice, date AS receivable
    FROM documents
    UNION ALL
    SELECT entity.top_account_id AS account_id, CAST(NULL AS DATE) AS sale, CAST(NULL AS DATE) AS invoice, b.date AS receivable
    FROM balances AS b
    JOIN accounts AS entity ON entity.account_id = b.account_id
)
SELECT
    account_id,
    MIN(sale) AS first_sale,
    MIN(invoice) AS first_invoice,
    MIN(receivable) AS first_receivable
FROM days
GROUP BY account_id
ORDER BY account_id
