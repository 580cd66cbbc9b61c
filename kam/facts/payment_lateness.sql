-- payment_lateness: one row per top account and quarter with an allocation dated in it to a positive document.
-- paid_day_amount is the sum of amount x (allocation date - due date); early payments count negative.
-- Reads: allocations, documents, booked_sales, periods.
-- Rulings: D12 (its first part; an allocation whose payment is a credit note of the sales table is no payment), D2 (reversals with
-- their sign at their own date), D2b (an allocation is split over the instalments that it settles, oldest due first).
-- A document whose terms cannot be read has no due date, written 9999-12-31 (I-18): no payment of it is late or early.
-- A write-off settles its document and is no payment either (I-14). Documents and credit notes dated after the end of the quarter are not known then.
WITH credit_notes AS (
    SELECT document, MIN(date) AS date
    FROM booked_sales
    WHERE kind = 'credit note'
    GROUP BY document
),
by_day AS (
    SELECT
        a.document,
        a.date,
        p.quarter,
        p.quarter_end,
        CASE WHEN c.document IS NULL AND COALESCE(a.method, '') <> 'write-off' THEN 1 ELSE 0 END AS is_payment,
        SUM(a.amount) AS amount,
        COUNT(*) AS n_allocations
    FROM allocations AS a
    LEFT JOIN periods AS p ON p.month = CAST(DATE_TRUNC('month', a.date) AS DATE)
    LEFT JOIN credit_notes AS c ON c.document = a.payment AND c.date <= p.quarter_end
    WHERE a.document IS NOT NULL
    GROUP BY a.document, a.date, p.quarter, p.quarter_end, CASE WHEN c.document IS NULL AND COALESCE(a.method, '') <> 'write-off' THEN 1 ELSE 0 END
),
running AS (
    SELECT
        document,
        date,
        quarter,
        quarter_end,
        is_payment,
        amount,
        n_allocations,
        SUM(amount) OVER (PARTITION BY document ORDER BY date, is_payment ROWS UNBOUNDED PRECEDING) AS settled
    FROM by_day
),
existing AS (
    SELECT q.quarter, d.account_id, d.document, d.date, d.due_date, d.amount
    FROM (SELECT DISTINCT document, quarter, quarter_end FROM by_day WHERE quarter IS NOT NULL) AS q
    JOIN documents AS d ON d.document = q.document AND d.date <= q.quarter_end
),
instalments AS (
    SELECT
        quarter,
        account_id,
        document,
        due_date,
        amount,
        SUM(amount) OVER (PARTITION BY quarter, document) AS whole,
        SUM(amount) OVER (
            PARTITION BY quarter, document ORDER BY due_date, date, account_id, amount ROWS UNBOUNDED PRECEDING
        ) AS upto,
        ROW_NUMBER() OVER (PARTITION BY quarter, document ORDER BY due_date, date, account_id, amount) AS place,
        COUNT(*) OVER (PARTITION BY quarter, document) AS places
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
    JOIN running AS r ON r.document = i.document AND r.quarter = i.quarter
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
