-- Literals and names
SELECT 1, 2147483648, -5, 'text', "double quoted", true, NULL, 1.5D, 2e3
SELECT 1 AS one, 'x' AS `a b`
SELECT DATE '2016-07-26', TIMESTAMP '2016-07-26 02:00:00'
SELECT * FROM t ORDER BY id
SELECT t.id, T.S FROM t ORDER BY ID
SELECT x.* FROM t x WHERE x.id = 1
-- Arithmetic
SELECT id, i + 1, i - 1, i * 2, -i, i % 3, i div 2, i / 2 FROM t WHERE id < 5 ORDER BY id
SELECT id, b + 1, b * 1, b - i, b % 7, b div 3, b / 4 FROM t WHERE id IN (1, 2, 3, 6) ORDER BY id
SELECT id, d + 1, d * 2, d - i, -d, d / 2, d % 2 FROM t ORDER BY id
SELECT id, -7 % 3, 7 % -3, -7 div 2, 7 div -2 FROM t WHERE id = 1
SELECT 1 + 2L, 1 + 2.5D, 3L * 2, 1 / 4, 7L / 2, 5 % 3L, 10 div 3L
SELECT 1.0D / 3.0D, 2.5D % 1.0D, -5.5D % 2.0D
SELECT - - i FROM t WHERE id = 1
SELECT i + 1 FROM t WHERE id = 5
SELECT i - 2147483647 - 2 FROM t WHERE id = 4
SELECT i * 2 FROM t WHERE id = 5
SELECT b + 1 FROM t WHERE id = 4
SELECT b - 1 FROM t WHERE id = 5
SELECT b * 2 FROM t WHERE id = 4
SELECT -b FROM t WHERE id = 5
SELECT b div -1 FROM t WHERE id = 5
SELECT 1 / 0
SELECT 1D / 0D
SELECT 5 % 0
SELECT 5 div 0
SELECT 5D % 0D
SELECT 0 / NULL, NULL / 0, 1 + NULL, NULL % 0
SELECT i / 0 FROM t WHERE id = 3
-- Text in arithmetic and comparison: the text is cast
SELECT '1' + 1, 2 * '3', '1.5' + 1D, '7' % 4
SELECT 'a' + 1
SELECT '1' + '2'
SELECT 1 = '1', '2' > 10L, 1.5D = '1.5', 'true' = true
SELECT 1 = 'x'
SELECT ts = '2016-07-26 02:05:00', ts > '2016-07-26', dt = '2016-07-26', dt <= ts FROM t WHERE id = 1
SELECT ts > 'soon' FROM t WHERE id = 1
SELECT true + 1
SELECT dt = 1 FROM t
SELECT ts > 1 FROM t
SELECT true = 1
SELECT ts + 1 FROM t
SELECT '6' / 2, '1.5' / 2.0D, '7' div 2, -'5', NULL + NULL, -NULL, NULL / 2, NULL div NULL
SELECT '1.5' / 2
SELECT 5.5D div 2
SELECT -'a'
SELECT -true
-- Comparison
SELECT id, d = d, d = 0, d > 1, d < 1, d >= double('NaN'), d <> 1.5D FROM t ORDER BY id
SELECT id, i <=> NULL, d <=> double('NaN'), s <=> 'apple' FROM t ORDER BY id
SELECT id, s < 'b', s = 'apple', s > 'Z', s >= '' FROM t ORDER BY id
SELECT id, f = true, f < true, NOT f, !f FROM t ORDER BY id
SELECT 1 = 1L, 1 < 1.5D, 2L >= 2, NULL = NULL, NULL <=> NULL, 1 != 2, 1 <> 2, 1 == 1
SELECT -0.0D = 0.0D, double('NaN') = double('NaN'), double('Infinity') < double('NaN')
-- Logic
SELECT true AND NULL, false AND NULL, true OR NULL, false OR NULL, NOT NULL, NULL AND NULL
SELECT id FROM t WHERE f ORDER BY id
SELECT id FROM t WHERE NOT f OR f IS NULL ORDER BY id
SELECT id, i IS NULL, i IS NOT NULL, isnull(s), isnotnull(s) FROM t ORDER BY id
SELECT true AND 1
SELECT NOT 1
SELECT 'true' AND true
SELECT id FROM t WHERE i
SELECT id FROM t WHERE 'x'
SELECT id FROM t WHERE NULL
-- Conditional
SELECT id, CASE WHEN i > 1 THEN 'big' WHEN i < 0 THEN 'neg' ELSE 'other' END FROM t ORDER BY id
SELECT id, CASE WHEN i > 1 THEN i END AS c FROM t ORDER BY id
SELECT id, CASE i WHEN 1 THEN 'one' WHEN 2 THEN 'two' END FROM t ORDER BY id
SELECT id, CASE WHEN f THEN 1 ELSE 2.5D END, CASE WHEN f THEN i ELSE b END FROM t ORDER BY id
SELECT id, if(i > 1, 'a', 'b'), nvl(s, 'none'), ifnull(i, 0), nullif(i, 2) FROM t ORDER BY id
SELECT id, coalesce(i, b, 0), coalesce(NULL, s, 'x'), coalesce(d) FROM t ORDER BY id
SELECT coalesce(1, 'a')
SELECT coalesce(1, '2'), coalesce(NULL, NULL)
SELECT CASE WHEN true THEN 1 ELSE 'a' END
SELECT CASE WHEN true THEN 1 ELSE '2' END
SELECT CASE WHEN 1 THEN 2 END
SELECT if(1, 2, 3)
SELECT coalesce(dt, ts) FROM t WHERE id = 1
SELECT coalesce(true, 1)
SELECT CASE WHEN true THEN 1 ELSE 1 / 0 END
SELECT id, i BETWEEN 1 AND 2, i NOT BETWEEN 1 AND 2, i IN (1, NULL), i NOT IN (1, 2), s IN ('apple', 'x') FROM t ORDER BY id
SELECT 1 IN ('1', 2), 1 BETWEEN '0' AND 2L
SELECT coalesce(1, 1 / 0), false AND 1 / 0 > 1, true OR 1 / 0 > 1
SELECT coalesce(dt, '2016-01-01'), coalesce(NULL, 1), nvl(NULL, 'a'), if(NULL, 1, 2), nullif(1, '1') FROM t WHERE id = 1
SELECT nullif(1, true)
SELECT NOT 'true', CASE WHEN 'yes' THEN 1 ELSE 2 END
-- Casts
SELECT 1 + CAST(i AS BIGINT), t.i + 1, CAST(t.i AS STRING), string(t.i), CAST('7' AS INT) FROM t WHERE id = 1
SELECT int(1) + int('2') AS x, CAST(i + 1 AS STRING) FROM t WHERE id = 1
SELECT string(NULL), CAST(window AS STRING) FROM (SELECT window, count(*) FROM e GROUP BY window(time, '1 hour')) ORDER BY 2
SELECT CAST(i AS STRING), CAST(b AS STRING), CAST(s AS STRING), CAST(f AS STRING) FROM t WHERE id = 1
SELECT id, string(d), string(ts), string(dt), string(f), string(i) FROM t ORDER BY id
SELECT string(1e7D), string(1.0E-3D), string(123456789.125D), string(1e21D), string(0.1D + 0.2D), string(1e-4D), string(100D)
SELECT int('42'), int(' -7 '), bigint('9223372036854775807'), int('+5'), double(' 1.5e3 '), double('inf'), double('-Infinity'), double('nan')
SELECT int('4.5')
SELECT int('')
SELECT int('x')
SELECT int('2147483648')
SELECT bigint('1L')
SELECT double('1.5x')
SELECT double('1.5d'), double('2F')
SELECT boolean('yes'), boolean('F'), boolean('1'), boolean('n'), boolean(' TRUE ')
SELECT boolean('maybe')
SELECT int(true), bigint(false), double(true), boolean(0), boolean(2), boolean(0.0D), boolean(double('NaN'))
SELECT int(1.9D), int(-1.9D), bigint(1e18D), int(2147483647.9D)
SELECT int(2147483648D)
SELECT int(double('NaN'))
SELECT bigint(double('Infinity'))
SELECT bigint(9223372036854775807D)
SELECT int(b) FROM t WHERE id = 4
SELECT int(3L), double(9007199254740993L), double(7)
SELECT timestamp(0), timestamp(-1L), timestamp(1.5D), timestamp('2016-07-26T02:05:00Z'), timestamp('2016-07-26'), timestamp(DATE '2016-07-26')
SELECT timestamp('2016-07-26 02:05:00.123456789'), timestamp('2016-07-26 02:05:00+05:30'), timestamp('2016')
SELECT timestamp('2016-07-26 02:05+05:30')
SELECT timestamp('26.07.2016')
SELECT date('2016-07-26'), date(TIMESTAMP '1969-12-31 23:59:59'), date('2016-7-6'), date('2016-07-26 10:00')
SELECT date('x')
SELECT bigint(TIMESTAMP '1969-12-31 23:59:58.5'), double(TIMESTAMP '1969-12-31 23:59:58.5'), int(TIMESTAMP '2016-07-26 00:00:00')
SELECT int(TIMESTAMP '2216-07-26 00:00:00')
SELECT timestamp(true)
SELECT boolean(TIMESTAMP '2016-07-26 00:00:00')
SELECT int(DATE '2016-07-26')
SELECT date(1)
SELECT timestamp(double('NaN'))
SELECT bigint(timestamp(9223372036854775807L))
SELECT CAST(NULL AS INT), int(NULL), CAST(NULL AS TIMESTAMP)
SELECT CAST(1 AS TIMESTAMP) AS x, CAST(i AS DOUBLE), CAST(i + 1 AS BIGINT) FROM t WHERE id = 1
-- date_format
SELECT id, date_format(ts, 'yyyy-MM-dd HH:mm:ss.SSS'), date_format(dt, 'MMM-dd'), date_format(ts, NULL) FROM t ORDER BY id
SELECT date_format('2016-07-26 02:05:00', "MMM-dd HH:mm")
SELECT date_format(1, 'yyyy')
SELECT date_format(TIMESTAMP '2016-07-26 02:05:00', 'b')
SELECT date_format(TIMESTAMP '2016-07-26 02:05:00', s) FROM t WHERE id = 3
-- Function lookup and argument checks
SELECT frobnicate(1)
SELECT cuont(1)
SELECT coalesce()
SELECT date_format(ts) FROM t
SELECT isnull(1, 2)
SELECT nvl(1)
SELECT if(true, 1)
SELECT int(1, 2)
SELECT nope FROM t
SELECT idd FROM t
SELECT x.id FROM t
SELECT t.nope FROM t
SELECT id.x FROM t
SELECT * FROM nowhere
SELECT id, id FROM t WHERE id = 1
SELECT a FROM (SELECT id AS a, i AS a FROM t)
-- Aggregates
SELECT count(*), count(1), count(i), sum(i), sum(b % 100), sum(d), min(i), max(i), avg(i), avg(d) FROM t WHERE id <> 4
SELECT count(*), sum(i), min(s), max(ts), avg(d) FROM t WHERE false
SELECT count(*), count(action), min(time), max(time) FROM none
SELECT action, count(*) FROM none GROUP BY action
SELECT max(d), min(s), max(s), min(f), max(f), min(dt), max(dt), min(ts), max(ts) FROM t
SELECT sum(d) FROM t WHERE id IN (1, 2, 6)
SELECT sum(b) FROM t WHERE id < 5
SELECT sum(b) FROM t WHERE id IN (4, 5)
SELECT sum('3'), avg('4'), sum(NULL), avg(NULL), min(NULL), count(NULL), max('b')
SELECT sum(s) FROM t
SELECT sum(f) FROM t
SELECT avg(dt) FROM t
SELECT mean(i), count(i, b), count(id, s) FROM t
SELECT sum(i, b) FROM t
SELECT count() FROM t
SELECT sum() FROM t
SELECT action, count(*) FROM e GROUP BY action ORDER BY action
SELECT action, count(*) AS n FROM e GROUP BY 1 ORDER BY 2 DESC, 1
SELECT upper_action, n + 1 FROM (SELECT action AS upper_action, count(*) AS n FROM e GROUP BY action) ORDER BY n DESC, upper_action
SELECT i % 2 AS odd, sum(i) + 1, sum(i + 1) * 2 FROM t WHERE id < 4 GROUP BY odd ORDER BY odd
SELECT i + 1, count(*) FROM t WHERE id < 5 GROUP BY i + 1 ORDER BY i + 1
SELECT (i + 1) * 2, count(*) FROM t WHERE id < 5 GROUP BY i + 1 ORDER BY 1
SELECT sum(i) FROM t WHERE id < 4 GROUP BY i ORDER BY i
SELECT i, count(*) FROM t GROUP BY i ORDER BY count(*) DESC, i
SELECT i, sum(b) s FROM t WHERE id < 4 GROUP BY i HAVING s > 10 ORDER BY i
SELECT i, count(*) FROM t GROUP BY i HAVING count(*) > 1
SELECT i FROM t GROUP BY i HAVING max(id) > 3 ORDER BY i
SELECT action FROM e GROUP BY action HAVING action IS NOT NULL ORDER BY action
SELECT sum(i) FROM t WHERE id < 4 HAVING sum(i) > 1
SELECT sum(i) FROM t WHERE id < 4 HAVING sum(i) > 100
SELECT i, b FROM t GROUP BY i
SELECT i + b FROM t GROUP BY i
SELECT i, count(*) FROM t
SELECT sum(sum(i)) FROM t
SELECT i FROM t WHERE count(*) > 1
SELECT i, count(*) FROM t GROUP BY count(*)
SELECT i, count(*) FROM t GROUP BY 2
SELECT i FROM t GROUP BY 3
SELECT i FROM t GROUP BY 0
SELECT * FROM t GROUP BY i
SELECT d, count(*) FROM t GROUP BY d ORDER BY d
SELECT f, avg(d), max(d) FROM t WHERE id NOT IN (2, 4) GROUP BY f ORDER BY f
SELECT 1 FROM t GROUP BY 1
SELECT 'x', count(*) FROM none GROUP BY 'x'
SELECT count(*) + count(i), -sum(id), coalesce(sum(i), 0) FROM t WHERE id = 3
SELECT sum(1), count('x'), min(1 + 1) FROM t
SELECT count(*) FROM t ORDER BY 1
SELECT i FROM t ORDER BY sum(i)
SELECT sum(id) FROM t ORDER BY sum(id)
SELECT i AS x, count(*) FROM t GROUP BY x HAVING x > 1 ORDER BY x
SELECT i AS b, sum(b) FROM t WHERE id < 4 GROUP BY i ORDER BY i
SELECT i + 1 AS j, max(b) + i FROM t WHERE id < 4 GROUP BY i ORDER BY j DESC, sum(b)
SELECT CASE WHEN i > 1 THEN 'x' ELSE 'y' END, count(*) FROM t GROUP BY CASE WHEN i > 1 THEN 'x' ELSE 'y' END ORDER BY 1
SELECT T.I, COUNT(*) FROM t GROUP BY t.i ORDER BY I
SELECT count(*), COUNT(*), count(1) + 1 FROM t
SELECT min(ts) < max(ts), string(count(*)) FROM t
SELECT i, i + b FROM t GROUP BY i, b HAVING b > 1 ORDER BY i, b
SELECT sum(i) AS i FROM t WHERE id < 4 ORDER BY i
SELECT sum(id) FROM t GROUP BY ()
-- DISTINCT
SELECT DISTINCT i FROM t ORDER BY i
SELECT DISTINCT d FROM t ORDER BY d
SELECT DISTINCT action, time IS NULL FROM e ORDER BY action, 2
SELECT DISTINCT i FROM t ORDER BY id
SELECT DISTINCT s AS x FROM t ORDER BY x DESC
-- ORDER BY and LIMIT
SELECT id FROM t ORDER BY d, id
SELECT id FROM t ORDER BY d DESC, id DESC
SELECT id FROM t ORDER BY s, id
SELECT id FROM t ORDER BY s DESC, id
SELECT id FROM t ORDER BY i NULLS LAST, id
SELECT id FROM t ORDER BY i DESC NULLS FIRST, id
SELECT id AS i FROM t ORDER BY i
SELECT s FROM t ORDER BY id DESC
SELECT id + 1 AS x, i FROM t ORDER BY x DESC LIMIT 2
SELECT id FROM t ORDER BY 2
SELECT id FROM t ORDER BY id LIMIT 0
SELECT id FROM t ORDER BY id LIMIT 1 + 1
SELECT id FROM t LIMIT -1
SELECT id FROM t LIMIT id
SELECT id FROM t LIMIT 'a'
SELECT id FROM t ORDER BY nope
-- Subqueries
SELECT x.n FROM (SELECT count(*) AS n FROM t) x
SELECT sum(n) FROM (SELECT i, count(*) AS n FROM t GROUP BY i) WHERE n > 1
SELECT t.id FROM (SELECT id FROM t) AS q
SELECT q.id FROM (SELECT id FROM t ORDER BY id LIMIT 2) q ORDER BY q.id DESC
SELECT * FROM (SELECT id AS a, s FROM t) WHERE a = 2
-- Windows
SELECT action, window(time, '1 hour') AS window, count(*) AS count FROM e GROUP BY action, window(time, '1 hour') ORDER BY window, action
SELECT window, count(*) FROM e GROUP BY window(time, '1 hour') ORDER BY window
SELECT window.start, window.end, count(*) FROM e GROUP BY window(time, '1 hour') ORDER BY 1
SELECT date_format(window.end, 'HH:mm') AS t, count(*) FROM e GROUP BY window(time, '30 minutes') ORDER BY t
SELECT window.end, action FROM e GROUP BY action, window(time, '1 hour', '30 minutes') ORDER BY window, action
SELECT window(time, '1 hour', '30 minutes', '15 minutes') AS w, count(*) AS n FROM e GROUP BY w ORDER BY w
SELECT window(time, '10 minutes').start, count(*) FROM e GROUP BY window(time, '10 minutes') ORDER BY 1
SELECT window(time, '1 hour') FROM e
SELECT action, window(time, '1 hour').end AS e FROM e ORDER BY e, action
SELECT window(ts, '10 seconds', '10 seconds', '5 seconds') w FROM t WHERE id = 4
SELECT w.window.start, n FROM (SELECT window, count(*) AS n FROM e GROUP BY window(time, '1 hour')) w ORDER BY n DESC, 1
SELECT window.end AS t, sum(n) FROM (SELECT window, count(*) AS n FROM e GROUP BY window(time, '1 hour')) GROUP BY window.end ORDER BY t
SELECT window(dt, '1 day') w, count(*) FROM t GROUP BY w ORDER BY w
SELECT window(time, '1 hour'), window(time, '2 hours') FROM e
SELECT window(time, '1 month') FROM e
SELECT window(time, '0 seconds') FROM e
SELECT window(time, '1 hour', '2 hours') FROM e
SELECT window(time, '1 hour', '1 hour', '1 hour') FROM e
SELECT window(time, '1 hour', '1 hour', '-15 minutes') w FROM e GROUP BY w ORDER BY w
SELECT window(time, 'soon') FROM e
SELECT window(action, '1 hour') FROM e
SELECT window(1, '1 hour') FROM e
SELECT window(time) FROM e
SELECT window(time, '1 day 2 hours') w FROM e GROUP BY w
SELECT window(time, '7 minutes', '3 minutes') w, count(*) FROM e WHERE time < '2016-07-26 02:40:00' GROUP BY w ORDER BY w
SELECT window.ende FROM e GROUP BY window(time, '1 hour')
SELECT count(*) FROM e GROUP BY window(time, '1 hour') HAVING window.start > '2016-07-26 02:30:00'
