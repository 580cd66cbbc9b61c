-- payment_lateness: one row per top account and quarter with an allocation dated in it to a positive document.
-- paid_day_amount is the sum of amount x (allocation date - due date); early payments count negative.
-- Reads: allocations, documents, accounts, sales, periods.
-- Rulings: D12 (its first part; an allocation whose payment is a credit note of the sales table is no payment), D2 (reversals with
-- their sign at their own date), I-2 (a number that several accounts have means the allocation's own account), D2b
-- (an allocation is split over the instalments that it settles, oldest due first).
-- A document whose terms cannot be read has no due date, written 9999-12-31 (I-18): no payment of it is late or early.
-- A write-off settles its document and is no payment either (I-14). Documents and credit notes dated after the end of the quarter are not known then.
WITH credit_notes AS (
    -- As exported: an invoice with a returned part is no credit note.
    SELECT entity.top_account_id AS account_id, s.document, MIN(s.date) AS date
    FROM sales AS s
    JOIN accounts AS entity ON entity.account_id = s.account_id
    WHERE COALESCE(s.kind, CASE WHEN s.net_amount < 0 THEN 'credit note' ELSE 'invoice' END) = 'credit note'
    GROUP BY entity.top_account_id, s.document
),
known AS (
    SELECT document, account_id, COUNT(*) OVER (PARTITION BY document) AS accounts
    FROM documents
    GROUP BY document, account_id
),
by_day AS (
    SELECT
        a.document,
        k.account_id,
        a.date,
        p.quarter,
        p.quarter_end,
        CASE WHEN c.document IS NULL AND COALESCE(a.method, '') <> 'write-off' THEN 1 ELSE 0 END AS is_payment,
        SUM(a.amount) AS amount,
        COUNT(*) AS n_allocations
    FROM allocations AS a
    LEFT JOIN periods AS p ON p.month = CAST(DATE_TRUNC('month', a.date) AS DATE)
    LEFT JOIN accounts AS entity ON entity.account_id = a.account_id
    JOIN known AS k ON k.document = a.document AND (k.accounts = 1 OR k.account_id = entity.top_account_id)
    LEFT JOIN credit_notes AS c ON c.document = a.payment AND c.account_id = k.account_id AND c.date <= p.quarter_end
    GROUP BY a.document, k.account_id, a.date, p.quarter, p.quarter_end,
        CASE WHEN c.document IS NULL AND COALESCE(a.method, '') <> 'write-off' THEN 1 ELSE 0 END
),
running AS (
    SELECT
        document,
        account_id,
        date,
        quarter,
        quarter_end,
        is_payment,
        amount,
        n_allocations,
        SUM(amount) OVER (PARTITION BY account_id, document ORDER BY date, is_payment ROWS UNBOUNDED PRECEDING) AS settled
    FROM by_day
),
existing AS (
    SELECT q.quarter, d.account_id, d.document, d.date, d.due_date, d.amount
    FROM (SELECT DISTINCT document, account_id, quarter, quarter_end FROM by_day WHERE quarter IS NOT NULL) AS q
    JOIN documents AS d ON d.document = q.document AND d.account_id = q.account_id AND d.date <= q.quarter_end
),
instalments AS (
    SELECT
        quarter,
        account_id,
        document,
        due_date,
        amount,
        SUM(amount) OVER (PARTITION BY quarter, account_id, document) AS whole,
        SUM(amount) OVER (
            PARTITION BY quarter, account_id, document ORDER BY due_date, date, amount ROWS UNBOUNDED PRECEDING
        ) AS upto,
        ROW_NUMBER() OVER (PARTITION BY quarter, account_id, document ORDER BY due_date, date, amount) AS place,
        COUNT(*) OVER (PARTITION BY quarter, account_id, document) AS places
    FROM existing
),
portions AS (
    -- What the instalment has taken after this day's payments less what it had taken before them.
    SELECT
        i.account_id,
        i.quarter,
        r.date - i.due_date AS days,
        CASE WHEN i.place = 1 THEN r.n_allocations ELSE 0 END AS n_allocations,
        CASE WHEN i.place = i.places THEN r.settled ELSE LEAST(r.settled, i.upto) END
        - CASE WHEN i.place = 1 THEN 0 ELSE LEAST(r.settled, i.upto - i.amount) END
        - CASE WHEN i.place = i.places THEN r.settled - r.amount ELSE LEAST(r.settled - r.amount, i.upto) END
        + CASE WHEN i.place = 1 THEN 0 ELSE LEAST(r.settled - r.amount, i.upto - i.amount) END AS amount
    FROM instalments AS i
    JOIN running AS r ON r.document = i.document AND r.account_id = i.account_id AND r.quarter = i.quarter
    WHERE i.whole > 0 AND r.is_payment = 1 AND i.due_date < DATE '9999-12-31'
)
SELECT
    account_id,
    quarter,
    CAST(SUM(amount) AS DECIMAL(38, 6)) AS paid_amount,
    CAST(SUM(amount * days) AS DECIMAL(38, 6)) AS paid_day_amount,
    CAST(SUM(n_allocations) AS BIGINT) AS n_allocations
FROM portions
GROUP BY account_id, quarter
ORDER BY account_id, quarter
