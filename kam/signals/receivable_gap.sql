-- What was open at the quarter's end and a year before (D1, D3); the amounts of a day add up to its receivables.
WITH days AS (
    SELECT CAST($end AS DATE) AS last
    UNION ALL
    SELECT CAST($before_end AS DATE) AS last
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
SELECT 'balance' AS says, b.source_file, b.source_sheet, b.source_row, b.account_id AS document, b.date AS day, b.balance AS amount, d.last AS stood
FROM days AS d
JOIN closing_balances AS c ON c.quarter_end = d.last
JOIN balances AS b ON b.position = c.position
WHERE c.account_id = $account
ORDER BY stood DESC, amount DESC, day, document, says, source_file, source_row
