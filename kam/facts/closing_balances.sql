-- closing_balances: one row per quarter end and stated balance that holds there.
-- Reads: balances, accounts, periods.
-- Rulings: I-17 (of each list, a book, the newest day up to the quarter's end holds for all its accounts; where none lies in the
-- quarter, a list printed up to 20 days after its end serves; rows of one account and day add up), G1.
WITH ends AS (
    SELECT quarter, MIN(month) AS begins, MAX(quarter_end) AS quarter_end
    FROM periods
    GROUP BY quarter
),
days AS (
    SELECT DISTINCT COALESCE(book, '') AS book, date
    FROM balances
),
near AS (
    SELECT
        e.quarter,
        e.begins,
        e.quarter_end,
        d.book,
        MAX(CASE WHEN d.date <= e.quarter_end THEN d.date END) AS before,
        MIN(CASE WHEN d.date > e.quarter_end THEN d.date END) AS after
    FROM ends AS e
    JOIN days AS d ON d.date <= e.quarter_end + 20
    GROUP BY e.quarter, e.begins, e.quarter_end, d.book
)
SELECT
    n.quarter_end,
    n.quarter,
    entity.top_account_id AS account_id,
    b.date,
    CAST(b.balance AS DECIMAL(38, 6)) AS balance,
    b.position
FROM near AS n
JOIN balances AS b
    ON COALESCE(b.book, '') = n.book AND b.date = CASE WHEN n.before >= n.begins OR n.after IS NULL THEN n.before ELSE n.after END
JOIN accounts AS entity ON entity.account_id = b.account_id
ORDER BY n.quarter_end, b.position
