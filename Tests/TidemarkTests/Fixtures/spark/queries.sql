-- Windows
SELECT action, window(time, '1 hour') AS window, count(*) AS count FROM STREAM events GROUP BY action, window(time, '1 hour')
SELECT window(time, '1 hour', '20 minutes', '5 minutes') AS window, count(*) AS n, sum(i) AS si, count(f) AS nf FROM STREAM events GROUP BY window(time, '1 hour', '20 minutes', '5 minutes')
SELECT window.start AS s, window.end AS e, count(*) AS n, min(time) AS first, max(time) AS last FROM STREAM events GROUP BY window(time, '1 day')
SELECT window(time, '90 minutes', '40 minutes', '-7 minutes').end AS e, f, max(action) AS a FROM STREAM events GROUP BY f, window(time, '90 minutes', '40 minutes', '-7 minutes')
SELECT date_format(window.end, 'yyyy-MM-dd HH:mm') AS t, count(*) AS n FROM STREAM events WHERE action IN ('Open', 'Close') GROUP BY window(time, '1 week')
SELECT window(cast(day AS TIMESTAMP), '3 days').start AS s, count(*) AS n, min(day) AS low FROM STREAM events GROUP BY window(cast(day AS TIMESTAMP), '3 days')
SELECT w.start AS s, count(*) AS n FROM (SELECT window(time, '10 minutes', '4 minutes') AS w FROM STREAM events WHERE i > 0) GROUP BY w
SELECT window.start AS s, sum(v) AS v FROM (SELECT time, i * 2 AS v FROM STREAM events WHERE i BETWEEN -50 AND 50) GROUP BY window(time, '7 minutes') HAVING sum(v) > 20 ORDER BY s
-- Aggregates
SELECT action, count(*) AS n, count(i) AS c, sum(i) AS s, min(i) AS low, max(i) AS high, avg(i) AS mean FROM STREAM events GROUP BY action
SELECT action, sum(b) AS s, count(b) AS c FROM STREAM events WHERE b > -1000000000000000000 AND b < 1000000000000000000 GROUP BY action
SELECT action, avg(b) AS mean FROM STREAM events WHERE b BETWEEN -1000000000000 AND 1000000000000 GROUP BY action
SELECT action, min(b) AS low, max(b) AS high FROM STREAM events GROUP BY action
SELECT action, sum(d) AS s, min(d) AS low, max(d) AS high, avg(d) AS mean, count(d) AS c FROM STREAM events GROUP BY action
SELECT f, sum(d) AS s, avg(d) AS mean FROM STREAM events WHERE d < 1000 GROUP BY f
SELECT action, min(time) AS t1, max(time) AS t2, min(day) AS d1, max(day) AS d2, min(f) AS f1, max(f) AS f2 FROM STREAM events GROUP BY action
SELECT day, min(action) AS low, max(action) AS high, count(action) AS n FROM STREAM events GROUP BY day
SELECT count(*) AS n FROM STREAM events
SELECT count(*) AS n, count(time) AS t, count(action) AS a, count(i) AS i, count(b) AS b, count(d) AS d, count(f) AS f, count(day) AS day FROM STREAM events
SELECT count(*) AS n, sum(i) AS s, avg(d) AS mean, min(action) AS low, max(time) AS late FROM STREAM events WHERE action = 'no such'
SELECT sum(i) AS s, avg(i) AS mean, min(time) AS early, max(action) AS high FROM STREAM events WHERE f
SELECT avg(i * 1.5D) AS m, sum(i + b) AS s, sum(CASE WHEN f THEN 1 ELSE 0 END) AS yes, count(CASE WHEN i > 10 THEN action END) AS big FROM STREAM events WHERE b BETWEEN -1000000000000 AND 1000000000000
-- Keys
SELECT f, day, count(*) AS n FROM STREAM events GROUP BY f, day
SELECT d, count(*) AS n FROM STREAM events GROUP BY d
SELECT time, count(*) AS n, avg(i) AS mean FROM STREAM events GROUP BY time
SELECT i % 7 AS r, coalesce(action, 'none') AS a, count(*) AS n FROM STREAM events GROUP BY i % 7, coalesce(action, 'none')
SELECT CASE WHEN i < 0 THEN 'minus' WHEN i = 0 THEN 'zero' WHEN i > 0 THEN 'plus' END AS sign, sum(i) AS s, max(d) AS high FROM STREAM events GROUP BY CASE WHEN i < 0 THEN 'minus' WHEN i = 0 THEN 'zero' WHEN i > 0 THEN 'plus' END
SELECT cast(time AS DATE) AS day, cast(f AS STRING) AS flag, count(*) AS n FROM STREAM events GROUP BY cast(time AS DATE), cast(f AS STRING)
SELECT b div 100000000000 AS q, count(*) AS n FROM STREAM events WHERE b IS NOT NULL AND NOT f GROUP BY b div 100000000000
SELECT b, i, count(*) AS n FROM STREAM events GROUP BY b, i
-- Above and below
SELECT action, count(*) AS n, sum(i) AS s FROM STREAM events GROUP BY action HAVING count(*) > 3 AND sum(i) IS NOT NULL ORDER BY n DESC, action
SELECT action, f, count(*) AS n FROM STREAM events GROUP BY action, f ORDER BY count(*) DESC, action NULLS FIRST, f NULLS LAST LIMIT 7
SELECT action, s / n AS ratio, n + 1 AS more FROM (SELECT action, sum(i) AS s, count(i) AS n FROM STREAM events GROUP BY action) WHERE n > 1
SELECT k, sum(v) AS s, count(*) AS n FROM (SELECT CASE WHEN action IS NULL THEN 'nobody' ELSE action END AS k, coalesce(i, 0) + 1L AS v FROM STREAM events WHERE time >= '2016-07-26 02:00:00' AND time < TIMESTAMP '2016-07-26 05:00:00') GROUP BY k
SELECT k, max(t) AS t FROM (SELECT k, t FROM (SELECT upper_f AS k, time AS t FROM (SELECT if(f, 'Y', 'N') AS upper_f, time FROM STREAM events))) GROUP BY k ORDER BY k DESC
SELECT DISTINCT f, action FROM STREAM events
SELECT action AS a, max(d) - min(d) AS spread, coalesce(sum(i), 0) AS s FROM STREAM events WHERE d < 1000 OR d IS NULL GROUP BY action HAVING min(d) IS NOT NULL
SELECT day, f, window(time, '30 minutes', '10 minutes') AS w, min(b) AS low, avg(d) AS mean FROM STREAM events WHERE d > -10 AND d < 1000 GROUP BY day, window(time, '30 minutes', '10 minutes'), f
