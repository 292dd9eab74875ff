-- Joins.
SELECT t.id, u.k, u.v FROM t JOIN u ON t.i = u.k ORDER BY 1, 3
SELECT t.id, u.k FROM t INNER JOIN u ON u.k = t.i AND u.v > 'b' ORDER BY 1
SELECT t.id, u.v FROM t LEFT JOIN u ON t.i = u.k ORDER BY t.id, u.v
SELECT t.id, u.v FROM t LEFT OUTER JOIN u ON t.i = u.k AND t.id > 1 ORDER BY t.id, u.v
SELECT t.id, u.v FROM t LEFT JOIN u ON t.i = u.k AND u.v = 'two' ORDER BY t.id, u.v
SELECT t.id, u.v FROM t RIGHT JOIN u ON t.i = u.k ORDER BY t.id, u.v
SELECT t.id, u.v FROM t RIGHT JOIN u ON t.i = u.k AND t.id < 3 AND u.k > 1 ORDER BY t.id, u.v
SELECT t.id, u.k, u.v FROM t FULL JOIN u ON t.i = u.k ORDER BY t.id, u.k, u.v
SELECT t.id, u.k, u.v FROM t FULL OUTER JOIN u ON t.i = u.k AND t.id <> 2 ORDER BY t.id, u.k, u.v
SELECT t.id FROM t LEFT SEMI JOIN u ON t.i = u.k ORDER BY 1
SELECT id FROM t SEMI JOIN u ON t.i = u.k AND u.v = 'zwei' ORDER BY 1
SELECT t.id FROM t LEFT ANTI JOIN u ON t.i = u.k ORDER BY 1
SELECT id FROM t ANTI JOIN u ON t.i = u.k AND u.v = 'zwei' ORDER BY 1
SELECT count(*) FROM t CROSS JOIN u
SELECT count(*) FROM t JOIN u
SELECT count(*) FROM t, u
SELECT count(*) FROM t, u, e
SELECT t.id, u.v FROM t, u WHERE t.i = u.k ORDER BY 1, 2
SELECT t.id, u.v FROM t, u WHERE t.i = u.k AND t.id = 2 AND u.v <> 'two' ORDER BY 1, 2
SELECT t.id, u.v FROM t CROSS JOIN u ON t.i = u.k ORDER BY 1, 2
SELECT t.id, u.v FROM t JOIN u ON t.id < u.k ORDER BY 1, 2
SELECT t.id, u.v FROM t LEFT JOIN u ON t.id < u.k ORDER BY 1, 2
SELECT t.id, u.v FROM t RIGHT JOIN u ON t.id < u.k ORDER BY 1, 2
SELECT t.id, u.v FROM t FULL JOIN u ON t.id < u.k ORDER BY 1, 2
SELECT t.id FROM t ANTI JOIN u ON t.id < u.k ORDER BY 1
SELECT t.id FROM t SEMI JOIN u ON t.id < u.k ORDER BY 1
SELECT t.id, u.v FROM t JOIN u ON true ORDER BY 1, 2 LIMIT 3
SELECT t.id, u.v FROM t LEFT JOIN u ON false ORDER BY 1
SELECT t.id, u.v FROM t JOIN u ON NULL
SELECT t.id, u.k FROM t JOIN u ON t.i <=> u.k ORDER BY 1, 2
SELECT t.id, u.k FROM t LEFT JOIN u ON t.i <=> u.k AND t.s IS NULL ORDER BY 1, 2
SELECT a.id, b.id FROM t a JOIN t b ON a.s = b.s ORDER BY 1, 2
SELECT a.id, b.id FROM t a JOIN t b ON a.d = b.d ORDER BY 1, 2
SELECT a.id, b.id FROM t a JOIN t b ON a.b = b.i ORDER BY 1, 2
SELECT a.id, b.id FROM t a JOIN t b ON a.ts = b.ts AND a.f = b.f ORDER BY 1, 2
SELECT a.id, b.id FROM t a JOIN t b ON a.dt = b.ts ORDER BY 1, 2
SELECT a.id, b.id FROM t a JOIN t b ON a.i = b.s
SELECT a.id, b.id FROM t a JOIN t b ON a.i + 1 = b.id ORDER BY 1, 2
SELECT a.id, b.id FROM t a JOIN t b ON a.id = b.id AND a.id = b.i ORDER BY 1, 2
SELECT a.id, b.id FROM t a JOIN t b ON a.i = b.i OR a.s = b.s ORDER BY 1, 2
SELECT t.id, e.action FROM t JOIN e ON t.ts = e.time ORDER BY 1
SELECT t.id, e.action FROM t LEFT JOIN e ON e.time BETWEEN t.ts AND t.ts ORDER BY 1, 2
SELECT e.action, count(*) AS n FROM e JOIN u ON hour(e.time) = u.k GROUP BY e.action ORDER BY 1
SELECT a.w, a.n, b.n FROM (SELECT window(time, '1 hour') AS w, count(*) AS n FROM e GROUP BY w) a JOIN (SELECT window(time, '1 hour') AS w, count(action) AS n FROM e GROUP BY w) b ON a.w = b.w ORDER BY a.w.start
SELECT * FROM u JOIN w USING (k) ORDER BY k, v, x
SELECT * FROM u LEFT JOIN w USING (k) ORDER BY k, v, x
SELECT * FROM u RIGHT JOIN w USING (k) ORDER BY k, v, x
SELECT * FROM u FULL JOIN w USING (k) ORDER BY k, v, x
SELECT * FROM u SEMI JOIN w USING (k) ORDER BY k, v
SELECT * FROM u ANTI JOIN w USING (k) ORDER BY k, v
SELECT k, u.k, w.k FROM u FULL JOIN w USING (k) ORDER BY 1, 2, 3
SELECT k, u.k, w.k FROM u LEFT JOIN w USING (k) ORDER BY 1, 2, 3
SELECT k, u.k, w.k FROM u RIGHT JOIN w USING (k) ORDER BY 1, 2, 3
SELECT u.* FROM u JOIN w USING (k) ORDER BY 1, 2
SELECT w.* FROM u JOIN w USING (k) ORDER BY 1, 2
SELECT w.*, u.v FROM u FULL JOIN w USING (k) ORDER BY 1, 2, 3
SELECT * FROM w NATURAL JOIN u ORDER BY k, v, x
SELECT * FROM w NATURAL LEFT JOIN u ORDER BY k, x, v
SELECT * FROM w NATURAL FULL OUTER JOIN u ORDER BY k, x, v
SELECT * FROM u NATURAL JOIN e ORDER BY k, v, time LIMIT 2
SELECT count(*) FROM u a NATURAL JOIN u b
SELECT * FROM u JOIN w ON u.k = w.k ORDER BY u.k, v, x
SELECT u.*, w.x FROM u JOIN w ON u.k = w.k ORDER BY 1, 2, 3
SELECT u.v, x FROM u JOIN w USING (k) JOIN t ON t.i = k ORDER BY 1, 2
SELECT * FROM u JOIN w USING (k) JOIN (SELECT k, 1 AS one FROM u) z USING (k) ORDER BY k, v, x
SELECT * FROM (u JOIN w USING (k)) ORDER BY k, v, x
SELECT x.* FROM (u JOIN w USING (k)) x ORDER BY k, v, x.x
SELECT * FROM (SELECT * FROM u JOIN w USING (k)) AS q (a, b, c) ORDER BY a, b, c
SELECT k FROM u JOIN w ON u.k = w.k
SELECT u.nope FROM u JOIN w ON u.k = w.k
SELECT * FROM u JOIN w ON u.k = z.k
SELECT * FROM u JOIN w USING (v)
SELECT * FROM u JOIN w ON count(*) > 1
SELECT * FROM u JOIN w ON 1
SELECT z.* FROM u JOIN w ON u.k = w.k
SELECT u.k, count(w.x) AS n FROM u LEFT JOIN w ON u.k = w.k GROUP BY u.k ORDER BY 1
SELECT k, max(x) FROM u LEFT JOIN w USING (k) GROUP BY k HAVING count(*) > 1 ORDER BY k
SELECT DISTINCT w.x FROM u JOIN w ON u.k = w.k ORDER BY 1
SELECT * FROM (SELECT k, 1 AS k2 FROM u) a JOIN (VALUES (1), (2)) AS b (z) ON a.k = b.z ORDER BY 1, 3
SELECT u.k FROM u LEFT JOIN w ON u.k = w.k WHERE w.k IS NULL ORDER BY 1
SELECT u.k, w.x FROM u LEFT JOIN w ON u.k = w.k WHERE w.x > 1.0D ORDER BY 1, 2
SELECT a.k, b.k, c.k FROM u a LEFT JOIN u b ON a.k = b.k + 1 LEFT JOIN u c ON b.k = c.k + 1 ORDER BY 1, 2, 3
SELECT none.action FROM none RIGHT JOIN e ON none.action = e.action ORDER BY 1
SELECT count(*) FROM e LEFT JOIN none USING (action)
SELECT count(*) FROM none FULL JOIN none AS x USING (action)
SELECT e.action FROM e ANTI JOIN none USING (action) ORDER BY 1
-- Unions.
SELECT 1 UNION SELECT 2 UNION ALL SELECT 1
SELECT 1 AS a UNION ALL SELECT 2L UNION ALL SELECT 1.5D
SELECT k FROM u UNION SELECT k FROM w ORDER BY k
SELECT k FROM u UNION ALL SELECT k FROM w ORDER BY k
SELECT k, v FROM u UNION ALL SELECT v, k FROM u
SELECT k FROM u UNION ALL SELECT v FROM u
SELECT k, v FROM u UNION ALL SELECT k FROM u
SELECT k AS a, v FROM u UNION ALL SELECT NULL, NULL ORDER BY a, v
SELECT dt FROM t UNION SELECT ts FROM t ORDER BY 1
SELECT DISTINCT action FROM (SELECT action FROM e UNION ALL SELECT s FROM t) ORDER BY 1
SELECT action, count(*) FROM (SELECT action FROM e UNION ALL SELECT action FROM e) GROUP BY action ORDER BY 1
(SELECT k FROM u ORDER BY k LIMIT 1) UNION ALL (SELECT k FROM w ORDER BY k DESC LIMIT 1)
SELECT k FROM u UNION ALL SELECT k FROM w ORDER BY k DESC LIMIT 2
SELECT * FROM (SELECT k FROM u UNION SELECT k FROM w) WHERE k > 1 ORDER BY k
SELECT * FROM ((SELECT k FROM u) UNION (SELECT k FROM w)) ORDER BY k
VALUES (1, 'a') UNION ALL VALUES (2, 'b')
SELECT window(time, '1 hour') AS w FROM e UNION SELECT window(time, '1 hour') FROM e ORDER BY w.start
SELECT d FROM t UNION SELECT 0.0D UNION SELECT double('NaN')
-- Sessions and windows of windows.
SELECT session_window(time, '10 minutes') AS s, count(*) FROM e GROUP BY s ORDER BY s.start
SELECT session_window(time, '40 minutes') AS s, count(*) FROM e GROUP BY s ORDER BY s.start
SELECT action, session_window(time, '15 minutes') AS s, count(*) AS n FROM e GROUP BY action, session_window(time, '15 minutes') ORDER BY 1, s.start
SELECT session_window(time, '15 minutes') AS s, action, count(*) AS n, min(time), max(time) FROM e GROUP BY session_window(time, '15 minutes'), action ORDER BY action, s.start
SELECT session_window.start, session_window.end, count(*) FROM e GROUP BY session_window(time, '5 minutes') ORDER BY 1
SELECT session_window(time, CASE WHEN action = 'Open' THEN '45 minutes' ELSE '1 minute' END) AS s, count(*) FROM e GROUP BY 1 ORDER BY s.start
SELECT session_window(time, CASE WHEN action = 'Open' THEN '0 minutes' ELSE '10 minutes' END) AS s, count(*) FROM e GROUP BY 1 ORDER BY s.start
SELECT session_window(time, CASE WHEN action = 'Open' THEN NULL ELSE '10 minutes' END) AS s, count(*) FROM e GROUP BY 1 ORDER BY s.start
SELECT session_window(time, '-1 minutes') AS s, count(*) FROM e GROUP BY 1
SELECT action, session_window(time, '15 minutes') FROM e ORDER BY time
SELECT s, sum(n), avg(n) FROM (SELECT session_window(time, '40 minutes') AS s, 1 AS n FROM e) GROUP BY s ORDER BY s.start
SELECT session_window(time, '40 minutes') AS s, count(DISTINCT action) FROM e GROUP BY s ORDER BY s.start
SELECT session_window(time), count(*) FROM e GROUP BY 1
SELECT session_window(time, 5), count(*) FROM e GROUP BY 1
SELECT session_window(time, '5 minutes'), window(time, '5 minutes') FROM e
SELECT session_window(ts, '15 seconds') AS s, count(*), sum(id) FROM t GROUP BY s ORDER BY s.start
SELECT session_window('2016-07-26 02:05:00', '5 minutes')
SELECT window_time(w) AS t, n FROM (SELECT window(time, '1 hour') AS w, count(*) AS n FROM e GROUP BY w) ORDER BY t
SELECT window_time(window(time, '1 hour')) FROM e ORDER BY 1
SELECT window_time(session_window) FROM (SELECT session_window(time, '40 minutes'), count(*) FROM e GROUP BY 1) ORDER BY 1
SELECT window_time(action) FROM e
SELECT window(w, '2 hours') AS x, sum(n) FROM (SELECT window(time, '1 hour') AS w, count(*) AS n FROM e GROUP BY w) GROUP BY x ORDER BY x.start
SELECT window(window_time(w), '2 hours') AS x, sum(n) FROM (SELECT window(time, '1 hour') AS w, count(*) AS n FROM e GROUP BY w) GROUP BY x ORDER BY x.start
SELECT window(w, '2 hours', '1 hour') AS x, count(*) FROM (SELECT window(time, '1 hour') AS w FROM e) GROUP BY x ORDER BY x.start
SELECT session_window(w, '1 hour') AS x, sum(n) FROM (SELECT window(time, '1 hour') AS w, count(*) AS n FROM e GROUP BY w) GROUP BY x ORDER BY x.start
SELECT window(s, '1 day') AS d, count(*) FROM (SELECT action, session_window(time, '15 minutes') AS s FROM e GROUP BY 1, 2) GROUP BY d ORDER BY d.start
-- A watermark means nothing in batch.
SELECT action, count(*) FROM e WATERMARK time DELAY OF INTERVAL 10 MINUTES GROUP BY action ORDER BY 1
SELECT * FROM e WATERMARK time AS t2 DELAY OF INTERVAL 10 MINUTES x ORDER BY t2
SELECT w, action FROM e WATERMARK window(time, '1 hour') AS w DELAY OF INTERVAL 1 MONTH ORDER BY w.start, action
SELECT * FROM e WATERMARK action DELAY OF INTERVAL 10 MINUTES
SELECT * FROM e WATERMARK nope DELAY OF INTERVAL 10 MINUTES
SELECT * FROM e WATERMARK coalesce(time, time) DELAY OF INTERVAL 10 MINUTES
SELECT x.time FROM (SELECT * FROM e) WATERMARK time DELAY OF INTERVAL 0 SECONDS x ORDER BY 1
