SELECT l.id, r.id FROM t l INNER JOIN t r ON l.i = r.i AND l.id < r.id
SELECT l.id, r.id FROM t l INNER JOIN t r ON l.d = r.d
SELECT l.id, r.id FROM t l INNER JOIN t r ON l.i < r.i
SELECT l.id, r.id FROM t l LEFT JOIN t r ON l.i = r.i AND l.id < r.id
SELECT l.id, r.id FROM t l LEFT JOIN t r ON l.d = r.d
SELECT l.id, r.id FROM t l LEFT JOIN t r ON l.i < r.i
SELECT l.id, r.id FROM t l RIGHT JOIN t r ON l.i = r.i AND l.id < r.id
SELECT l.id, r.id FROM t l RIGHT JOIN t r ON l.d = r.d
SELECT l.id, r.id FROM t l RIGHT JOIN t r ON l.i < r.i
SELECT l.id, r.id FROM t l FULL JOIN t r ON l.i = r.i AND l.id < r.id
SELECT l.id, r.id FROM t l FULL JOIN t r ON l.d = r.d
SELECT l.id, r.id FROM t l FULL JOIN t r ON l.i < r.i
SELECT l.id FROM t l LEFT SEMI JOIN t r ON l.i = r.i AND l.id < r.id
SELECT l.id FROM t l LEFT SEMI JOIN t r ON l.d = r.d
SELECT l.id FROM t l LEFT SEMI JOIN t r ON l.i < r.i
SELECT l.id FROM t l LEFT ANTI JOIN t r ON l.i = r.i AND l.id < r.id
SELECT l.id FROM t l LEFT ANTI JOIN t r ON l.d = r.d
SELECT l.id FROM t l LEFT ANTI JOIN t r ON l.i < r.i
SELECT l.id, r.id FROM t l CROSS JOIN t r
SELECT action, session_window.start, session_window.end, count(*) FROM e GROUP BY action, session_window(time, '40 minutes')
SELECT action, session_window.start, session_window.end, count(*) FROM e GROUP BY action, session_window(time, '39 minutes')
SELECT action, session_window.start, session_window.end, count(*) FROM e GROUP BY action, session_window(time, CASE WHEN action = 'Close' THEN '0 seconds' ELSE '15 minutes' END)
