-- allocated: one row per receivables document (number and top account) and month in which allocations to it, or from it, begin to count.
-- Reads: allocations, documents, accounts.
-- Rulings: D1 (allocations with this document less allocations with this number as payment), D2 (reversals at their own date),
-- I-9 (an allocation to an unknown document is none), I-2 (a number that several accounts have means the allocation's own account; the
-- payment's number that of the document which it settles). An allocation dated before its document counts from the document's date,
-- on both of its sides; a document that is used up counts from its own date.
WITH known AS (
    SELECT document, account_id, MIN(date) AS date, COUNT(*) OVER (PARTITION BY document) AS accounts
    FROM documents
    GROUP BY document, account_id
),
paid AS (
    SELECT a.document, a.payment, a.date, a.amount, entity.top_account_id AS account_id
    FROM allocations AS a
    LEFT JOIN accounts AS entity ON entity.account_id = a.account_id
),
counted AS (
    SELECT a.document, a.payment, known.account_id, GREATEST(a.date, known.date) AS date, a.amount
    FROM paid AS a
    JOIN known ON known.document = a.document AND (known.accounts = 1 OR known.account_id = a.account_id)
    UNION ALL
    SELECT a.document, a.payment, a.account_id, a.date, a.amount
    FROM paid AS a
    WHERE a.document IS NULL
),
movements AS (
    SELECT document, account_id, date, amount FROM counted WHERE document IS NOT NULL
    UNION ALL
    SELECT payment AS document, account_id, date, -amount AS amount FROM counted WHERE payment IS NOT NULL
)
SELECT
    m.document,
    known.account_id,
    CAST(DATE_TRUNC('month', GREATEST(m.date, known.date)) AS DATE) AS month,
    CAST(SUM(m.amount) AS DECIMAL(38, 6)) AS allocated
FROM movements AS m
JOIN known ON known.document = m.document AND (known.accounts = 1 OR known.account_id = m.account_id)
GROUP BY m.document, known.account_id, CAST(DATE_TRUNC('month', GREATEST(m.date, known.date)) AS DATE)
ORDER BY 1, 2, 3
