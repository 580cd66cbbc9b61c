-- allocated: one row per receivables document and month in which allocations to it, or from it, begin to count.
-- Reads: allocations, documents.
-- Rulings: D1 (allocations with this document less allocations with this number as payment), D2 (reversals at their own date),
-- I-9 (an allocation to an unknown document is none). An allocation dated before its document counts from the document's date,
-- on both of its sides; a document that is used up counts from its own date.
WITH known AS (
    SELECT document, MIN(date) AS date
    FROM documents
    GROUP BY document
),
counted AS (
    SELECT a.document, a.payment, GREATEST(a.date, known.date) AS date, a.amount
    FROM allocations AS a
    JOIN known ON known.document = a.document
    UNION ALL
    SELECT a.document, a.payment, a.date, a.amount
    FROM allocations AS a
    WHERE a.document IS NULL
),
movements AS (
    SELECT document, date, amount FROM counted WHERE document IS NOT NULL
    UNION ALL
    SELECT payment AS document, date, -amount AS amount FROM counted WHERE payment IS NOT NULL
)
SELECT
    m.document,
    CAST(DATE_TRUNC('month', GREATEST(m.date, known.date)) AS DATE) AS month,
    CAST(SUM(m.amount) AS DECIMAL(38, 6)) AS allocated
FROM movements AS m
JOIN known ON known.document = m.document
GROUP BY m.document, CAST(DATE_TRUNC('month', GREATEST(m.date, known.date)) AS DATE)
ORDER BY 1, 2
