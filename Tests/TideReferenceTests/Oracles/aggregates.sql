-- FILTER
SELECT count(*) FILTER (WHERE i > 0), sum(i) FILTER (WHERE id < 4) FROM t
SELECT count(i) FILTER (WHERE f), count(DISTINCT i) FILTER (WHERE id > 1) FROM t
SELECT s, count(*) FILTER (WHERE i = 2) AS twos, max(d) FILTER (WHERE id NOT IN (2, 4)) AS best FROM t GROUP BY s ORDER BY s
SELECT avg(b) FILTER (WHERE i = 2), min(ts) FILTER (WHERE f IS NULL) FROM t
SELECT count(*) FILTER (WHERE CAST(NULL AS BOOLEAN)), sum(i) FILTER (WHERE false) FROM t
SELECT first(s) FILTER (WHERE id > 2), last(s) FILTER (WHERE id < 4), any_value(i) FILTER (WHERE id > 3) FROM t
SELECT sum(i) FILTER (WHERE id) FROM t
SELECT upper(s) FILTER (WHERE f) FROM t
SELECT sum(i) FILTER (WHERE count(*) > 1) FROM t
SELECT sum(i) FROM t HAVING count(*) FILTER (WHERE f) > 1
SELECT action FROM e GROUP BY action ORDER BY count(*) FILTER (WHERE time IS NOT NULL) DESC, action
-- count_if and the boolean ones
SELECT count_if(i = 2), count_if(f), count_if(NULL) FROM t
SELECT count_if(f) FROM t WHERE false
SELECT bool_and(f), every(f), bool_or(f), any(f), some(f) FROM t
SELECT bool_and(f), bool_or(f) FROM t WHERE id = 3
SELECT i, every(d > 0) AS all, some(d > 0) AS one FROM t GROUP BY i ORDER BY i
SELECT bool_and(i) FROM t
SELECT count_if(i) FROM t
SELECT bool_or() FROM t
SELECT count_if(f, f) FROM t
SELECT bool_and(DISTINCT f), count_if(DISTINCT f) FROM t
-- any_value, first, last
SELECT any_value(s), first(s), last(s), first_value(i), last_value(i) FROM t
SELECT first(s), last(s) FROM t WHERE id = 3
SELECT first(i) , first(i, true), last(i, false), any_value(i, true) FROM t WHERE id > 2
SELECT first(s) IGNORE NULLS, last(s) RESPECT NULLS FROM t WHERE id IN (3, 5)
SELECT first(s, true), last(d, true) FROM t WHERE id = 3
SELECT action, first(time) AS a, last(time) AS b FROM e GROUP BY action ORDER BY action
SELECT first(i, 1) FROM t
SELECT first() FROM t
SELECT first(s) FROM none, t
SELECT first(action), last(action), any_value(time) FROM none
-- max_by, min_by
SELECT max_by(s, i), min_by(s, i) FROM t
SELECT max_by(id, ts), min_by(id, ts), max_by(id, dt) FROM t
SELECT max_by(id, d), min_by(id, i) FROM t WHERE id <> 6
SELECT max_by(s, id), min_by(i, id) FROM t WHERE id <= 3
SELECT max_by(s, i) FROM t WHERE i IS NULL
SELECT f, max_by(id, b) AS m FROM t GROUP BY f ORDER BY f
SELECT max_by(id, id) FILTER (WHERE id < 3), min_by(id, id) FILTER (WHERE f) FROM t
SELECT max_by(s) FROM t
SELECT max_by(s, i, b) FROM t
-- variance and deviation
SELECT variance(id), var_samp(id), var_pop(id), stddev(id), stddev_samp(id), stddev_pop(id), std(id) FROM t
SELECT var_pop(d), stddev(d) FROM t
SELECT var_pop(d), variance(d), stddev_pop(d) FROM t WHERE id IN (1, 2, 6)
SELECT variance(i), var_pop(i), stddev(i), stddev_pop(i) FROM t WHERE id = 1
SELECT variance(i), var_pop(i) FROM t WHERE false
SELECT f, var_samp(id) AS v, stddev_pop(id) AS s FROM t GROUP BY f ORDER BY f
SELECT var_pop(CAST(id AS DECIMAL(5,2))), variance(id % 2) FROM t
SELECT var_pop(id) FILTER (WHERE id > 2) FROM t
SELECT variance(f) FROM t
SELECT stddev(ts) FROM t
SELECT variance(id, id) FROM t
SELECT variance(CAST(id AS STRING)) FROM t
-- sets
SELECT collect_set(i), collect_set(s) FROM t
SELECT collect_set(d) FROM t WHERE id IN (1, 3)
SELECT collect_set(action) FROM none
SELECT size(collect_set(d)) FROM t WHERE id <> 2
SELECT approx_count_distinct(i), approx_count_distinct(s), approx_count_distinct(ts) FROM t
SELECT approx_count_distinct(s, 0.01) FROM t
SELECT action, approx_count_distinct(time) AS n FROM e GROUP BY action ORDER BY action
SELECT approx_count_distinct(action) FROM none
SELECT collect_set(i) FILTER (WHERE id < 3) FROM t
SELECT collect_set() FROM t
-- several DISTINCT
SELECT count(DISTINCT i), count(DISTINCT s) FROM t
SELECT count(DISTINCT i), avg(id), sum(d) FROM t WHERE id <> 4
SELECT sum(DISTINCT i), avg(DISTINCT id), count(DISTINCT s, f) FROM t
SELECT f, sum(DISTINCT b % 7) AS a, count(DISTINCT i) AS n, max(id) AS m FROM t GROUP BY f ORDER BY f
SELECT count(DISTINCT action), count(DISTINCT time), avg(1) FROM none
SELECT variance(DISTINCT i), stddev_pop(DISTINCT id) FROM t WHERE id IN (1, 2, 6)
SELECT count(DISTINCT i) FILTER (WHERE id > 2), count(DISTINCT s) FROM t
-- lists
SELECT collect_list(i), array_agg(s) FROM t
SELECT action, collect_list(time) AS l FROM e GROUP BY action ORDER BY action
SELECT collect_list(action) FROM none
SELECT collect_list(i) FILTER (WHERE id <> 2) FROM t
SELECT collect_list(DISTINCT i) FROM t WHERE id IN (2, 6)
-- percentile, median, mode
SELECT percentile(id, 0.5), percentile(id, 0.25), percentile(id, 0.0), percentile(id, 1.0), median(id) FROM t
SELECT percentile(id, array(0.1, 0.5, 0.99)) FROM t
SELECT percentile(d, 0.9), median(d) FROM t WHERE id IN (1, 2, 6)
SELECT percentile(d, 1.0) FROM t WHERE id <> 5
SELECT median(i), percentile(i, 0.3) FROM t WHERE i IS NULL
SELECT f, median(id) AS m, percentile(id, 0.75) AS p FROM t GROUP BY f ORDER BY f
SELECT percentile(id, 1.5) FROM t
SELECT percentile(id, i) FROM t
SELECT percentile(f, 0.5) FROM t
SELECT median(s) FROM t WHERE s = '5'
SELECT median(id) FILTER (WHERE id < 4) FROM t
SELECT mode(i), mode(s) FROM t
SELECT mode(action) FROM none
SELECT median() FROM t
-- grouping sets
SELECT f, i, count(*) AS n FROM t GROUP BY ROLLUP (f, i)
SELECT f, i, count(*) AS n FROM t GROUP BY CUBE (f, i)
SELECT f, i, sum(id) AS n FROM t GROUP BY GROUPING SETS ((f, i), (i), ())
SELECT f, i, sum(id) AS n FROM t GROUP BY GROUPING SETS (f, i)
SELECT f, i, sum(id) AS n FROM t GROUP BY f, i GROUPING SETS ((f), (i))
SELECT f, i, count(*) AS n FROM t GROUP BY f, i WITH ROLLUP
SELECT f, i, count(*) AS n FROM t GROUP BY f, i WITH CUBE
SELECT f, count(*) AS n FROM t GROUP BY GROUPING SETS ((f), (f), ())
SELECT f, i, s, count(*) AS n FROM t GROUP BY f, ROLLUP (i, s)
SELECT f, i, s, count(*) AS n FROM t GROUP BY ROLLUP ((f, i), s)
SELECT f, i, count(*) AS n FROM t GROUP BY ROLLUP (f), CUBE (i)
SELECT f, i, grouping(f) AS gf, grouping(i) AS gi, grouping_id() AS g FROM t GROUP BY CUBE (f, i)
SELECT f, grouping_id(f, i), count(*) FROM t GROUP BY ROLLUP (f, i)
SELECT i, sum(i), max(i) FROM t GROUP BY ROLLUP (i)
SELECT id % 2, count(*) FROM t GROUP BY ROLLUP (id % 2)
SELECT id % 2 * 2 AS x, count(*) AS n FROM t GROUP BY CUBE (id % 2)
SELECT f, count(*) AS n FROM t GROUP BY ROLLUP (f) HAVING grouping(f) = 1
SELECT f, count(*) AS n FROM t GROUP BY ROLLUP (f) ORDER BY grouping(f), n, f
SELECT f, count(DISTINCT i) AS n, collect_set(i) FROM t GROUP BY ROLLUP (f) HAVING count(*) = 6
SELECT f, count(DISTINCT i) AS n FROM t GROUP BY ROLLUP (f)
SELECT count(*) AS n FROM none GROUP BY ROLLUP (action)
SELECT count(*) AS n FROM none GROUP BY GROUPING SETS ((action))
SELECT count(*) AS n FROM none GROUP BY GROUPING SETS (())
SELECT window.start, action, count(*) AS n FROM e GROUP BY window(time, '1 hour'), ROLLUP (action)
SELECT grouping(i) FROM t GROUP BY f, i
SELECT grouping(s) FROM t GROUP BY ROLLUP (i)
SELECT grouping_id(i) FROM t GROUP BY ROLLUP (f, i)
SELECT f, i FROM t GROUP BY ROLLUP (f)
SELECT f AS x, count(*) FROM t GROUP BY ROLLUP (x)
SELECT f, count(*) FROM t GROUP BY ROLLUP (1)
SELECT count(*) FILTER (WHERE NULL) FROM t
SELECT f, i, count(*) AS n FROM t GROUP BY f, i GROUPING SETS (())
SELECT f, i, count(*) AS n FROM t GROUP BY GROUPING SETS (ROLLUP (f), (i))
SELECT f, i, grouping_id() AS g FROM t GROUP BY i, f GROUPING SETS ((f), (i), (f, i))
SELECT f, (id + 1) % 2 AS odd, count(*) AS n FROM t GROUP BY ROLLUP (f, (id + 1) % 2)
SELECT first(d) IGNORE NULLS AS a, last(id IGNORE NULLS) AS b FROM t WHERE id > 2
SELECT percentile(i, 0.5, 2) FROM t WHERE id = 1
SELECT any_value(DISTINCT s), collect_set(DISTINCT i) FROM t WHERE id = 1
SELECT max_by(DISTINCT s, id), approx_count_distinct(DISTINCT i) FROM t
SELECT percentile(DISTINCT id % 2, 0.5), collect_list(DISTINCT id % 2) FROM t WHERE id <> 1
SELECT avg(i) FILTER (WHERE id > 2) AS x, avg(i) AS y, avg(i) FILTER (WHERE id > 2) + 1 AS z FROM t
