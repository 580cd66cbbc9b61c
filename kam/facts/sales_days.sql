-- sales_days: one row per date with a used sales row: what the whole company sold that day, own shops included.
-- Reads: booked_sales.
-- Rulings: A1, G13 (the newest of these dates says whether a quarter is over).
SELECT
    date,
    quarter,
    CAST(SUM(value) AS DECIMAL(38, 6)) AS net_sales,
    COUNT(*) AS n_rows
FROM booked_sales
GROUP BY date, quarter
ORDER BY date
