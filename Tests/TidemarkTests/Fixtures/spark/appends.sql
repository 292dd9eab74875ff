SELECT * FROM STREAM events
SELECT time, action, i FROM STREAM events WHERE action = 'Open' AND i > 0
SELECT day, f, d FROM STREAM events
SELECT action AS a, date_format(time, 'yyyy-MM-dd HH:mm:ss.SSS EEE') AS t FROM STREAM events WHERE time IS NOT NULL
SELECT cast(i AS BIGINT) * 2 AS twice, d * 0.5D AS half, i % 7 AS rest FROM STREAM events
SELECT CASE WHEN f THEN 'yes' WHEN NOT f THEN 'no' ELSE action END AS said, coalesce(action, 'nobody') AS who FROM STREAM events WHERE day IS NOT NULL OR i IS NULL
SELECT window(time, '1 hour') AS w, action FROM STREAM events WHERE action <> 'Close'
SELECT window(time, '1 hour', '20 minutes', '5 minutes').end AS e, d FROM STREAM events WHERE d > 1
SELECT cast(time AS DATE) AS on_day, cast(d AS STRING) AS text, cast(b AS STRING) AS big FROM STREAM events
SELECT a, n FROM (SELECT action AS a, i AS n, time FROM STREAM events WHERE time >= '2016-07-26 02:00:00') WHERE n BETWEEN -10 AND 10
SELECT action FROM STREAM events WHERE action = 'no such'
