-- lines_outside: one row per invoice row shipped outside the contracted territories of its top account.
-- Reads: booked_sales, territories, accounts.
-- Rulings: C7 (contracted = every row of territories for the account or its branches; an agreed drop-ship territory is one more row
-- there; the account's own territory is no contract), C8 (rows without a ship-to territory, credit notes and accounts without a
-- contract do not enter).
WITH contracted AS (
    SELECT DISTINCT entity.top_account_id AS account_id, t.territory
    FROM territories AS t
    JOIN accounts AS entity ON entity.account_id = t.account_id
    WHERE t.territory IS NOT NULL
)
SELECT
    s.account_id,
    s.quarter,
    s.position,
    s.ship_to_territory,
    s.value
FROM booked_sales AS s
LEFT JOIN contracted AS c ON c.account_id = s.account_id AND c.territory = s.ship_to_territory
WHERE
    s.kind = 'invoice'
    AND s.ship_to_territory IS NOT NULL
    AND c.territory IS NULL
    AND s.account_id IN (SELECT account_id FROM contracted)
ORDER BY s.position
