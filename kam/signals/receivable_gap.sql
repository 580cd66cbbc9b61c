-- What was open at the quarter's end and a year before (D1, D3); the amounts of a day add up to its receivables.
WITH days AS (
    SELECT CAST($end AS DATE) AS last
    UNION ALL
    SELECT CAST($before_end AS DATE) AS last
),
newest AS (
    SELECT d.last, b.account_id, b.date, b.balance, b.source_file, b.source_sheet, b.source_row,
        ROW_NUMBER() OVER (PARTITION BY d.last, b.account_id ORDER BY b.date DESC, b.position DESC) AS place
    FROM days AS d
    JOIN balances AS b ON b.date <= d.last
    JOIN accounts AS entity ON entity.account_id = b.account_id
    WHERE entity.top_account_id = $account
)
SELECT 'open' AS says, r.source_file, r.source_sheet, r.source_row, o.document, o.due_date AS day, o.open_amount AS amount, d.last AS stood
FROM days AS d
JOIN open_items AS o ON o.month_end = d.last
JOIN documents AS b ON b.account_id = o.account_id AND b.document = o.document AND b.due_date = o.due_date
JOIN receivables AS r ON r.position = b.position
WHERE o.account_id = $account
UNION ALL
SELECT 'unapplied' AS says, a.source_file, a.source_sheet, a.source_row, a.payment AS document, a.date AS day, -a.amount AS amount, d.last AS stood
FROM days AS d
JOIN allocations AS a ON a.date <= d.last
JOIN accounts AS entity ON entity.account_id = a.account_id
WHERE entity.top_account_id = $account AND a.document IS NULL
UNION ALL
SELECT 'balance' AS says, source_file, source_sheet, source_row, account_id AS document, date AS day, balance AS amount, last AS stood
FROM newest
WHERE place = 1
ORDER BY stood DESC, amount DESC, day, document, says, source_file, source_row
