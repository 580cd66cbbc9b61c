-- scores: one row per quarter, top account and criterion with a score known by then.
-- Reads: scorecards, accounts, periods.
-- Rulings: S4 (the parent's row of the latest quarter, then of the latest date; several of the same date: their mean), G7 (scorecards
-- are cut at their quarter). A row without a date is older than any with one.
WITH given AS (
    SELECT
        s.account_id,
        s.criterion,
        s.quarter,
        COALESCE(s.date, DATE '0001-01-01') AS day,
        COUNT(*) AS n,
        CAST(SUM(s.score) * 1000000 AS BIGINT) AS millionths,
        MAX(s.date) AS scored_on,
        STRING_AGG(DISTINCT s.scorer, ', ' ORDER BY s.scorer) AS scorer
    FROM scorecards AS s
    JOIN accounts AS a ON a.account_id = s.account_id
    WHERE a.account_id = a.top_account_id AND s.score IS NOT NULL
    GROUP BY s.account_id, s.criterion, s.quarter, COALESCE(s.date, DATE '0001-01-01')
),
newest AS (
    SELECT
        account_id,
        criterion,
        quarter,
        n,
        millionths,
        scored_on,
        scorer,
        ROW_NUMBER() OVER (PARTITION BY account_id, criterion, quarter ORDER BY day DESC) AS place
    FROM given
),
spans AS (
    SELECT
        account_id,
        criterion,
        quarter,
        LEAD(quarter) OVER (PARTITION BY account_id, criterion ORDER BY quarter) AS next_quarter,
        -- Whole millionths, half away from zero: a mean that every engine gives alike.
        CAST(SIGN(millionths) AS BIGINT) * ((2 * ABS(millionths) + n) // (2 * n)) AS millionths,
        n,
        scored_on,
        scorer
    FROM newest
    WHERE place = 1
)
SELECT
    s.account_id,
    q.quarter,
    s.criterion,
    CAST(CAST(s.millionths AS DECIMAL(38, 6)) * CAST(0.000001 AS DECIMAL(18, 6)) AS DECIMAL(18, 6)) AS score,
    s.n AS n_scores,
    s.quarter AS scored_quarter,
    s.scored_on,
    s.scorer
FROM spans AS s
JOIN (SELECT DISTINCT quarter FROM periods) AS q
    ON q.quarter >= s.quarter AND (s.next_quarter IS NULL OR q.quarter < s.next_quarter)
ORDER BY s.account_id, q.quarter, s.criterion
