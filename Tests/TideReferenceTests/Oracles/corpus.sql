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
-- LIKE and ILIKE
SELECT id, s LIKE 'a%', s LIKE '_a%', s LIKE '%', s LIKE '', s NOT LIKE 'a%', s LIKE 'apple', s LIKE 'APPLE' FROM t ORDER BY id
SELECT 'a%b' LIKE 'a\%b', 'a_b' LIKE 'a\_b', 'axb' LIKE 'a\_b', 'a\\b' LIKE 'a\\\\b', 'été' LIKE '_t_'
SELECT 'a%b' LIKE 'a/%b' ESCAPE '/', 'a/b' LIKE 'a//b' ESCAPE '/', 'a_b' LIKE 'a/_b' ESCAPE '/', 'axb' LIKE 'a/_b' ESCAPE '/'
SELECT 'ab' LIKE 'a/b' ESCAPE '/'
SELECT 'ab' LIKE 'ab/' ESCAPE '/'
SELECT 'ab' LIKE 'a\\b'
SELECT 'a\nb' LIKE 'a_b', 'a\nb' LIKE 'a%', '' LIKE '%%', 'aab' LIKE '%ab', 'abab' LIKE '%ab', 'abcabd' LIKE '%ab_', 'xayaz' LIKE '%a%a%'
SELECT NULL LIKE 'a', 'a' LIKE NULL, s LIKE s FROM t ORDER BY id
SELECT 'Apple' ILIKE 'aPP%', 'ÉTÉ' ILIKE 'été', 'a' ILIKE NULL, s ILIKE 'BAN%' FROM t ORDER BY id
SELECT 12 LIKE '1%', true LIKE 't%', DATE '2016-07-26' LIKE '2016%', ts LIKE '2016-07-26 02:%' FROM t ORDER BY id
SELECT 'a%b' ILIKE 'A/%B' ESCAPE '/'
SELECT 'a.c' LIKE 'a.c', 'abc' LIKE 'a.c', 'a(c' LIKE 'a(%', '[a]' LIKE '[a]'
-- concat and ||
SELECT 'a' || 'b', 'a' || NULL, 'a' || 1, 1 || 2, true || 'x', 1.5D || 'x', DATE '2016-07-26' || '!' , 'a' || 'b' || 'c'
SELECT concat('a', 'b', 'c'), concat('a'), concat(), concat('a', NULL), concat(1, 2), concat(s, '-', i) FROM t ORDER BY id
SELECT concat_ws('-', 'a', NULL, 'b'), concat_ws('-'), concat_ws(NULL, 'a'), concat_ws(',', s, i) FROM t ORDER BY id
SELECT concat_ws('-', 'a', 'b', 'c'), concat_ws('', 'a', 'b')
SELECT concat_ws()
-- IN, BETWEEN
SELECT id, i IN (1, 2), i NOT IN (1, 2), i IN (1, NULL), i NOT IN (1, NULL), i BETWEEN 1 AND 2, i NOT BETWEEN 1 AND 2 FROM t ORDER BY id
SELECT NULL IN (1), 1 IN (NULL), 1 NOT IN (NULL), 1 BETWEEN NULL AND 0, 1 BETWEEN NULL AND 2, 1 NOT BETWEEN NULL AND 0, 2 BETWEEN 3 AND 1
SELECT s IN ('apple', 'x'), s BETWEEN 'a' AND 'b', ts BETWEEN '2016-07-26' AND '2016-07-27', dt IN ('2016-07-26') FROM t ORDER BY id
SELECT 1 IN ('1', '2'), 1 IN (1.0D, 2), 'a' IN (1)
SELECT id FROM t WHERE s NOT IN ('apple') ORDER BY id
SELECT id FROM t WHERE i NOT BETWEEN 1 AND 2 ORDER BY id
-- Letters and lengths
SELECT upper(s), lower(s), ucase(s), lcase(s), length(s), char_length(s), character_length(s), len(s) FROM t ORDER BY id
SELECT upper('straße'), lower('ΑΣ ΟΔΥΣΣΕΥΣ Σ'), upper('ﬁ'), lower('İ'), upper('ı'), length('日本'), length(' a '), upper('ŉ')
SELECT upper(1), length(12), lower(true), length(DATE '2016-07-26'), length(NULL), upper(NULL)
SELECT upper()
SELECT length('a', 'b')
SELECT initcap('hello wORLD-x'), initcap('été à'), reverse('abc'), reverse('日本'), repeat('ab', 3), repeat('ab', 0), repeat('ab', -1), repeat(NULL, 2)
-- trim
SELECT trim('  a b '), ltrim('  a '), rtrim(' a  '), btrim('  a '), trim('\ta\n'), trim(NULL), trim('')
SELECT trim('xyaxy', 'yx'), ltrim('yx', 'xyaxy'), rtrim('yx', 'xyaxy'), btrim('xyaxy', 'yx'), trim('x', 'xax'), trim(BOTH 'é' FROM 'éaé'), trim(BOTH '' FROM ' a '), trim(BOTH NULL FROM 'a')
SELECT trim(12), ltrim(1, '12')
-- substring
SELECT substring('hello', 2), substring('hello', 2, 3), substring('hello', 0, 2), substring('hello', -3), substring('hello', -3, 2), substring('hello', -9, 5), substring('hello', 9), substring('hello', 2, 0), substring('hello', 2, -1), substring('hello', 1, 99)
SELECT substr('日本語', 2, 1), substr(12345, 2, 2), substr(NULL, 1), substr('a', NULL), substr('a', 1, NULL), substr(s, 2, 3), substring(s FROM 2 FOR 2), substring(s FROM 2) FROM t ORDER BY id
SELECT substring('hello', '2'), substring('hello', 2147483647, 2147483647), substring('hello', -2147483648, 2)
SELECT substring('hello', 2L)
SELECT substring('hello', 1.5D)
SELECT substring('hello')
SELECT left('hello', 2), left('hello', 0), left('hello', -1), left('hello', 9), right('hello', 2), right('hello', 0), right('hello', -1), right('hello', 9), left(NULL, 1), right('a', NULL)
-- replace, instr, locate
SELECT replace('abcabc', 'b', 'x'), replace('abc', 'b'), replace('abc', '', 'x'), replace('aaa', 'aa', 'b'), replace(NULL, 'a'), replace('a', NULL, 'b'), replace(s, 'p', 'PP') FROM t ORDER BY id
SELECT instr('abcb', 'b'), instr('abc', 'x'), instr('abc', ''), instr('日本', '本'), instr(NULL, 'a'), instr('a', NULL)
SELECT locate('b', 'abcb'), locate('b', 'abcb', 3), locate('b', 'abcb', 0), locate('', 'abc'), locate('', 'abc', 2), locate('x', 'abc'), locate('b', 'abcb', -1), locate(NULL, 'a'), locate('a', NULL), locate('a', 'a', NULL), locate('b', 'ab', 99)
SELECT contains('abc', 'b'), startswith('abc', 'ab'), endswith('abc', 'bc'), contains('abc', ''), contains(NULL, 'a'), startswith('a', NULL)
SELECT lpad('a', 3, 'xy'), rpad('a', 4, 'xy'), lpad('abc', 2), rpad('abc', 2, 'x'), lpad('a', 3), rpad('a', 3), lpad('a', 3, ''), lpad(NULL, 2, 'x'), lpad('日', 3, '本')
-- Numbers
SELECT abs(-5), abs(-5L), abs(-1.5D), abs(i), abs('-3'), abs(NULL) FROM t ORDER BY id
SELECT abs(b) FROM t WHERE id = 5
SELECT abs(-2147483647 - 1)
SELECT abs('x')
SELECT round(2.5D), round(-2.5D), round(3.5D), round(2.675D, 2), round(1.005D, 2), round(1234.567D, -2), round(0.1D + 0.2D, 1), round(1e300D, 2), round(-0.4D), round(double('NaN')), round(double('Infinity')), round(5e-324D, 3), round(123456789.5D)
SELECT round(25), round(25, -1), round(-25, -1), round(15L, -1), round(25, 2), round(5, -2), round(NULL), round(i, -1), round(NULL, 2), round(2.5D, NULL) FROM t WHERE id < 5 ORDER BY id
SELECT round(2147483647, -1)
SELECT round(9223372036854775807L, -1)
SELECT round('2.5'), round('12', -1)
SELECT round(2.5D, i) FROM t WHERE id = 1
SELECT round('x')
SELECT round(2.5D, 400), round(2.5D, -400), round(12, -10), round(12L, -30)
SELECT greatest(1, 2, 3), least(1, 2, 3), greatest(1, NULL), least(NULL, NULL), greatest('a', 'b'), greatest(1, 2.5D), least(1, 2L), greatest(s, 'b'), least(d, 1.0D), greatest(d, 1.0D) FROM t ORDER BY id
SELECT greatest(1)
SELECT greatest('1', 2)
SELECT greatest(ts, dt), least(TIMESTAMP '2016-01-01 00:00:00', dt) FROM t ORDER BY id
SELECT mod(7, 3), mod(-7, 3), pmod(-7, 3), pmod(7, -3), pmod(-7.5D, 2D), pmod(NULL, 2), 7 % 3
SELECT mod(7, 0)
SELECT pmod(7, 0)
-- Dates
SELECT year(ts), month(ts), day(ts), dayofmonth(ts), hour(ts), minute(ts), second(ts), dayofweek(ts), weekday(ts), dayofyear(ts), quarter(ts), weekofyear(ts) FROM t ORDER BY id
SELECT year(dt), month(dt), day(dt), dayofweek(dt), weekday(dt), dayofyear(dt), quarter(dt), weekofyear(dt), last_day(dt) FROM t ORDER BY id
SELECT year('2016-07-26'), year('2016-07-26 12:00:00'), hour('2016-07-26 12:34:56'), hour(DATE '2016-07-26'), second('2016-07-26 12:34:56.789'), dayofweek('2016-07-24'), weekofyear('2016-01-01'), weekofyear('2015-12-31'), year(NULL)
SELECT year('x')
SELECT hour('x')
SELECT year(1)
SELECT hour(1)
SELECT hour('12:34:56')
SELECT extract(YEAR FROM ts), extract(month FROM dt), extract(DAY FROM ts), extract(HOUR FROM ts), extract(MINUTE FROM ts), extract(DOW FROM ts), extract(DOY FROM dt), extract(QUARTER FROM ts), extract(WEEK FROM dt) FROM t ORDER BY id
SELECT date_part('YEAR', ts), datepart('dow', dt) FROM t ORDER BY id
SELECT date_trunc('HOUR', ts), date_trunc('day', ts), date_trunc('MONTH', ts), date_trunc('year', ts), date_trunc('WEEK', ts), date_trunc('QUARTER', ts), date_trunc('minute', ts), date_trunc('second', ts), date_trunc('millisecond', ts), date_trunc('microsecond', ts) FROM t ORDER BY id
SELECT date_trunc('hours', ts), date_trunc(NULL, ts), date_trunc('mm', ts), date_trunc('mon', ts), date_trunc('yyyy', ts), date_trunc('yy', ts), date_trunc('dd', ts), date_trunc('x', ts) FROM t WHERE id = 1
SELECT date_trunc('HOUR', '2016-07-26 02:05:00'), date_trunc('MONTH', DATE '2016-07-26'), date_trunc('HOUR', NULL)
SELECT date_trunc('HOUR', 1)
SELECT trunc(dt, 'MONTH'), trunc(dt, 'year'), trunc(dt, 'week'), trunc(dt, 'quarter'), trunc(dt, 'day'), trunc(ts, 'mm'), trunc('2016-07-26', 'yy') FROM t ORDER BY id
SELECT to_date('2016-07-26'), to_date('2016-07-26 01:02:03'), to_date(ts), to_date(dt), to_date(NULL), to_date('26/07/2016', 'dd/MM/yyyy') FROM t ORDER BY id
SELECT to_date('x')
SELECT to_date('2016-07-26', 'dd/MM/yyyy')
SELECT to_timestamp('2016-07-26 01:02:03.5'), to_timestamp('2016-07-26'), to_timestamp(dt), to_timestamp(ts), to_timestamp(NULL), to_timestamp(1469498700), to_timestamp(1.5D) FROM t ORDER BY id
SELECT to_timestamp('x')
SELECT to_timestamp('26/07/2016 02:05', 'dd/MM/yyyy HH:mm'), to_timestamp('2016-07-26T02:05:00.123', "yyyy-MM-dd'T'HH:mm:ss.SSS"), to_timestamp('20160726', 'yyyyMMdd'), to_timestamp('2:05 PM 7/26/16', 'h:mm a M/d/yy'), to_timestamp('2016-07-26', NULL), to_timestamp(NULL, 'yyyy')
SELECT to_timestamp('2016-07-26 x', 'yyyy-MM-dd')
SELECT to_timestamp('2016-13-26', 'yyyy-MM-dd')
SELECT unix_timestamp(ts), unix_timestamp(dt), unix_timestamp('2016-07-26 02:05:00'), unix_timestamp('26/07/2016', 'dd/MM/yyyy'), to_unix_timestamp(ts), to_unix_timestamp('2016-07-26', 'yyyy-MM-dd'), unix_timestamp(NULL) FROM t ORDER BY id
SELECT unix_timestamp('2016-07-26')
SELECT unix_timestamp(1)
SELECT timestamp_seconds(1469498700), timestamp_seconds(1.5D), timestamp_seconds(-1), timestamp_seconds(NULL), timestamp_millis(1469498700123), timestamp_micros(1469498700123456), timestamp_seconds(3L)
SELECT timestamp_seconds('1')
SELECT timestamp_seconds(9223372036854775807L)
SELECT timestamp_millis(9223372036854775807L)
SELECT timestamp_millis(1.5D)
SELECT timestamp_millis(5), timestamp_micros(5), timestamp_seconds(double('NaN')), timestamp_seconds(1e-7D), timestamp_seconds(-1.9999999D)
SELECT from_unixtime(0), from_unixtime(1469498700), from_unixtime(1469498700, 'yyyy-MM-dd'), from_unixtime(NULL), from_unixtime(-1), from_unixtime(1.5D), from_unixtime('5'), from_unixtime(0, NULL)
SELECT date_add(dt, 1L) FROM t
SELECT date_add(dt, '1') FROM t ORDER BY id
SELECT date_add('x', 1)
SELECT date_format(ts, 'yyyy'), date_format(dt, 'MMM') FROM t ORDER BY id
-- GROUP BY and ORDER BY ALL, positions, aliases, expressions
SELECT action, count(*) AS n FROM e GROUP BY ALL ORDER BY ALL
SELECT action, hour(time) AS h, count(*) AS n FROM e GROUP BY ALL ORDER BY ALL DESC
SELECT count(*) FROM e GROUP BY ALL
SELECT action FROM e GROUP BY ALL ORDER BY action
SELECT upper(action) AS a, count(*) + 1 AS n FROM e GROUP BY ALL ORDER BY 1
SELECT action, length(action) + count(*) AS n FROM e GROUP BY ALL ORDER BY 1
SELECT count(*) + length(action) AS n FROM e GROUP BY ALL ORDER BY 1
SELECT 1, 'x', count(*) FROM e GROUP BY ALL
SELECT * FROM e GROUP BY ALL ORDER BY ALL
SELECT action, count(*) FROM e GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL DESC NULLS FIRST
SELECT * FROM e ORDER BY ALL
SELECT * FROM e ORDER BY ALL DESC NULLS LAST LIMIT 2
SELECT action AS all FROM e ORDER BY all
SELECT all FROM (SELECT action AS all FROM e) GROUP BY all ORDER BY all
SELECT s, i AS all FROM t ORDER BY ALL
SELECT upper(action) AS up, count(*) FROM e GROUP BY up ORDER BY up
SELECT upper(action), count(*) FROM e GROUP BY 1 ORDER BY 1 DESC
SELECT upper(action), count(*) FROM e GROUP BY upper(action) ORDER BY upper(action)
SELECT action FROM e GROUP BY action ORDER BY count(*) DESC, action
SELECT action FROM e ORDER BY length(action), time
SELECT action FROM e GROUP BY action ORDER BY max(time), action
SELECT action, count(*) AS n FROM e GROUP BY action HAVING n > 1 ORDER BY n DESC, action
SELECT action FROM e GROUP BY action HAVING max(time) > TIMESTAMP '2016-07-26 02:50:00' ORDER BY action
SELECT action FROM e GROUP BY action HAVING action LIKE 'O%'
SELECT action FROM e GROUP BY action HAVING length(action) = 5
SELECT action, time FROM e GROUP BY action
SELECT DISTINCT action FROM e ORDER BY action
SELECT DISTINCT action FROM e ORDER BY time
SELECT DISTINCT upper(action) AS a FROM e ORDER BY a
SELECT DISTINCT upper(action) FROM e ORDER BY upper(action)
SELECT DISTINCT action, hour(time) FROM e ORDER BY hour(time), action
SELECT DISTINCT count(*) FROM e GROUP BY action ORDER BY 1
SELECT DISTINCT action AS a FROM e ORDER BY action
SELECT DISTINCT action FROM e ORDER BY length(action), action
-- DISTINCT aggregates
SELECT count(DISTINCT action) FROM e
SELECT count(DISTINCT i, s) FROM t
SELECT count(DISTINCT action), count(*), min(time), max(action) FROM e
SELECT action, count(DISTINCT hour(time)) AS h FROM e GROUP BY action ORDER BY action
SELECT sum(DISTINCT i), avg(DISTINCT i), count(DISTINCT i), min(DISTINCT i), max(DISTINCT i) FROM t WHERE id < 5
SELECT count(DISTINCT d) FROM t
SELECT count(DISTINCT action) FROM none
SELECT action, count(DISTINCT time) FROM none GROUP BY action
SELECT count(DISTINCT action) + 1 AS n, count(DISTINCT action) * count(*) FROM e
SELECT min(DISTINCT s) FROM t
-- Inline tables and column aliases
SELECT * FROM VALUES (1, 'a'), (2, NULL) AS v(x, y) ORDER BY x
SELECT * FROM VALUES 1, 2 ORDER BY col1
VALUES (1, 'x')
SELECT x + 1 FROM (VALUES (1), (2L), (NULL)) AS v(x) ORDER BY x
SELECT * FROM VALUES (1), ('a')
SELECT * FROM VALUES (1, 2), (3)
SELECT * FROM VALUES (i) AS v(x)
SELECT * FROM VALUES (1) AS v(x, y)
SELECT * FROM VALUES (count(1))
SELECT * FROM VALUES (1 + 1, upper('a')), (2.5D, 'b') AS v(x, y) ORDER BY x
SELECT a, b FROM (SELECT 1, 2) u(a, b)
SELECT u.a FROM (SELECT 1, 2) u(a, b)
SELECT * FROM e AS u(a, b) ORDER BY b, a
SELECT * FROM e AS u(a)
SELECT floor(2.5D), floor(-2.5D), floor(3), floor(3L), ceil(2.5D), ceil(-2.5D), ceiling(2.1D), floor('2.5'), ceil(NULL), floor(d) FROM t WHERE id < 4 ORDER BY id
SELECT floor(double('NaN'))
SELECT ceil(double('Infinity'))
SELECT floor(9223372036854775807D), floor(-9223372036854775808D)
SELECT trim(BOTH 'x' FROM 'xxaxx'), trim(LEADING 'x' FROM 'xxaxx'), trim(TRAILING 'x' FROM 'xxaxx'), trim('x' FROM 'xxaxx'), trim(BOTH FROM ' a '), trim(LEADING FROM ' a'), trim(FROM s) FROM t ORDER BY id
SELECT position('b' IN 'abc'), position('b', 'abc'), position('b', 'abcb', 3)
SELECT substring(12.5D, 2)
SELECT instr('a', 1), replace(121, 1, 'x'), lpad(1, 3, 0)
SELECT lpad('a', -1, 'x'), lpad('a', NULL, 'x'), rpad('', 2, 'ab')
SELECT upper(window.start) FROM (SELECT window(time, '1 hour') AS window FROM e)
SELECT upper(window) FROM (SELECT window(time, '1 hour') AS window FROM e)
SELECT year(true)
SELECT date_trunc(1, ts) FROM t
SELECT concat(window, 'x') FROM (SELECT window(time, '1 hour') AS window FROM e)
SELECT sqrt(4), sqrt(2.0D), sqrt(-1D), sign(-3), signum(2.5D), sign(0), sign(NULL)
SELECT nullif(1, 1), nullif(1, 2), nullif(NULL, 1), ifnull(NULL, 2), nvl(1, 2), nvl2(NULL, 1, 2), nvl2(5, 1, 2), if(true, 1, 2), if(NULL, 1, 2), coalesce(NULL, NULL, 3)
SELECT date_add(dt, 1), date_sub(dt, 1), datediff(dt, DATE '2016-07-01'), date_diff(DATE '2016-07-26', '2016-07-01'), dateadd(dt, 5), date_add(ts, 1), date_add('2016-07-26', 1), add_months(dt, 1), add_months(dt, -1) FROM t ORDER BY id
SELECT add_months(DATE '2016-01-31', 1), add_months(DATE '2016-03-31', -13), last_day(DATE '2016-02-01'), dayname(DATE '2016-07-26'), monthname(DATE '2016-07-26'), date_add(DATE '2016-07-26', -5)
SELECT unix_seconds(ts), unix_millis(ts), unix_micros(ts), unix_date(dt) FROM t ORDER BY id
SELECT current_timestamp() = now(), current_date() = to_date(current_timestamp()), current_timestamp = now(), current_date = curdate(), unix_timestamp() = unix_seconds(now())
SELECT to_timestamp('2016', 'yyyy'), to_timestamp('2016-07', 'yyyy-MM'), to_timestamp('12:34', 'HH:mm'), to_timestamp('Jul 26 2016', 'MMM d yyyy'), to_timestamp('July 26, 2016', 'MMMM d, yyyy'), to_timestamp('2016-07-26 02:05:00 +0200', 'yyyy-MM-dd HH:mm:ss Z'), to_timestamp('2016-07-26 02:05:00+02:30', 'yyyy-MM-dd HH:mm:ssXXX'), to_timestamp('2016-07-26T02:05:00Z', "yyyy-MM-dd'T'HH:mm:ssX")
SELECT to_timestamp('12:30 am', 'hh:mm a'), to_timestamp('12:30 PM', 'hh:mm a'), to_timestamp('24', 'k'), to_timestamp('5', 'h'), to_timestamp('2016-07-26 02:05:00.1', 'yyyy-MM-dd HH:mm:ss.SSSSSS'), to_timestamp('160726', 'yyMMdd'), to_timestamp('1-2-16', 'd-M-yy'), to_timestamp('JUL', 'MMM'), to_timestamp('20160726020500', 'yyyyMMddHHmmss')
SELECT to_timestamp('2016-7-26', 'yyyy-MM-dd')
SELECT to_timestamp(' 2016-07-26', 'yyyy-MM-dd')
SELECT to_timestamp('2016-02-30', 'yyyy-MM-dd')
SELECT to_timestamp('12016-02-20', 'yyyy-MM-dd')
SELECT to_timestamp('25:00', 'HH:mm')
SELECT to_date('20160726', 'yyyyMMdd'), to_date(ts, 'yyyy'), to_timestamp(dt, 'x') FROM t ORDER BY id
SELECT round(0.5D), round(1.5D), round(-1.5D), round(0.05D, 1), round(9.995D, 2), round(99.99D, 1), round(12345.678D, 1), round(5e-5D, 4), round(1.0E10D, -9), round(-7.5D, -1), round(-4.4D, -1), round(4.4D, -1)
SELECT count(DISTINCT action), count(*), count(time), min(time) FROM e WHERE action = 'nope'
SELECT action, count(DISTINCT time), count(*), max(time) FROM e GROUP BY action ORDER BY action
SELECT count(DISTINCT i), sum(i) FROM t WHERE id < 5
SELECT count(DISTINCT i, i), count(DISTINCT i, i) + 1 FROM t
SELECT upper(action) AS u, count(DISTINCT hour(time)) FROM e GROUP BY u HAVING count(DISTINCT hour(time)) > 0 ORDER BY 1
SELECT sum(DISTINCT d), avg(DISTINCT d) FROM t WHERE id IN (1, 2, 6)
SELECT min(x), count(DISTINCT y) FROM VALUES (1, 'a'), (2, 'a'), (3, NULL) AS v(x, y)
SELECT uper('a')
SELECT SUBSTR(S, 1, 1) AS c, Count(*) FROM T GROUP BY c ORDER BY c
SELECT lower(upper(s)) AS x FROM t ORDER BY x DESC LIMIT 2
SELECT length(s) FROM t WHERE s LIKE '%a%' AND NOT s LIKE 'B%' ORDER BY 1
SELECT hour(window.start) AS h, count(*) FROM e GROUP BY window(time, '1 hour') ORDER BY h
SELECT date_trunc('HOUR', time) AS h, action, count(*) AS n FROM e GROUP BY 1, 2 ORDER BY h, action
SELECT concat_ws(' ', action, date_format(time, 'HH:mm')) FROM e ORDER BY 1
SELECT * FROM (SELECT action, time FROM e) u(a, b) WHERE hour(b) = 2 ORDER BY b
SELECT action FROM e GROUP BY action ORDER BY ALL DESC
SELECT lpad(minute(time), 2, '0') FROM e ORDER BY ALL
SELECT CASE WHEN action LIKE 'O%' THEN upper(action) ELSE lower(action) END AS x, count(*) FROM e GROUP BY ALL ORDER BY ALL
SELECT e.ACTION, count(ACTION) FROM e GROUP BY ACTION ORDER BY action
