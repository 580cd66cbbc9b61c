-- What days beyond terms are made of (D12), this quarter and the same of last year: payments dated in the quarter, and undisputed items
-- past due at its end. A document in instalments counts here from its first due date.
WITH quarters AS (
    SELECT $quarter AS quarter, CAST($start AS DATE) AS start, CAST($end AS DATE) AS last
    UNION ALL
    SELECT $before AS quarter, CAST($before_start AS DATE) AS start, CAST($before_end AS DATE) AS last
),
billed AS (
    SELECT account_id, document, MIN(date) AS date, MIN(due_date) AS due_date
    FROM documents
    WHERE account_id = $account
    GROUP BY account_id, document
    HAVING SUM(amount) > 0
),
owners AS (
    SELECT document, COUNT(DISTINCT account_id) AS accounts
    FROM documents
    GROUP BY document
),
credit_notes AS (
    SELECT document, MIN(date) AS date
    FROM booked_sales
    WHERE kind = 'credit note' AND account_id = $account
    GROUP BY document
)
SELECT
    'paid' AS says, a.source_file, a.source_sheet, a.source_row, a.document, a.date AS day, a.amount, CAST(a.date - d.due_date AS BIGINT) AS days, q.quarter
FROM quarters AS q
JOIN allocations AS a ON a.date >= q.start AND a.date <= q.last
JOIN billed AS d ON d.document = a.document AND d.date <= q.last
JOIN owners AS o ON o.document = a.document
LEFT JOIN accounts AS entity ON entity.account_id = a.account_id
LEFT JOIN credit_notes AS c ON c.document = a.payment AND c.date <= q.last
WHERE c.document IS NULL AND COALESCE(a.method, '') <> 'write-off' AND (o.accounts = 1 OR entity.top_account_id = $account)
UNION ALL
SELECT
    'overdue' AS says, r.source_file, r.source_sheet, r.source_row, o.document, o.due_date AS day, o.open_amount AS amount, o.days_past_due AS days, q.quarter
FROM quarters AS q
JOIN open_items AS o ON o.month_end = q.last
JOIN documents AS d ON d.account_id = o.account_id AND d.document = o.document AND d.due_date = o.due_date
JOIN receivables AS r ON r.position = d.position
WHERE o.account_id = $account AND o.open_amount > 0 AND NOT o.disputed AND o.days_past_due > 0
ORDER BY quarter DESC, days DESC, amount DESC, day, document, says, source_file, source_row
