1.5
-1.50
.5
12345678901234567890
1e3
1.5e-3
1.5BD
123BD
1Y
-128Y
1S
1.5F
1.5D
X'1AFF'
X'1'
TIMESTAMP_NTZ '2020-01-02 03:04:05.5'
TIMESTAMP_NTZ '2020-01-02'
INTERVAL 10 MINUTES
INTERVAL '1 hour 30 minutes'
INTERVAL 1 DAY 2 HOURS
INTERVAL -3 MONTHS
INTERVAL '1-2' YEAR TO MONTH
INTERVAL '1 02:03:04.5' DAY TO SECOND
INTERVAL '-1 02:03:04' DAY TO SECOND
INTERVAL '10:11' HOUR TO MINUTE
INTERVAL '1' YEAR
INTERVAL 2 WEEKS
INTERVAL 1.5 SECONDS
INTERVAL 500 MILLISECONDS
INTERVAL '05:06.7' MINUTE TO SECOND
1.5 + 1
1.5 + 2.25
1.5 - 2.25
1.5 * 2.25
1.5 / 2.25
1.5 / 0
5 / 2
1.5 % 1
7.5 % 2.25
-7.5 % 2.25
7.5 div 2
mod(7.5, 2)
pmod(-7.5, 2)
1.5 + 1L
CAST(1 AS INT) + CAST(1.5 AS DECIMAL(3,1))
CAST(1 AS BIGINT) * CAST(1.5 AS DECIMAL(3,1))
CAST(1 AS TINYINT) + CAST(1.5 AS DECIMAL(3,1))
CAST(1 AS SMALLINT) / CAST(1.5 AS DECIMAL(3,1))
1.5 + 1.5D
1.5 + 1.5F
1.5 + '1'
CAST(99999999999999999999999999999999999999 AS DECIMAL(38,0)) + 1
CAST(99999999999999999999999999999999999999 AS DECIMAL(38,0)) * CAST(1 AS DECIMAL(38,0))
CAST(1 AS DECIMAL(38,10)) * CAST(1.5 AS DECIMAL(38,10))
CAST(1 AS DECIMAL(38,18)) / CAST(3 AS DECIMAL(38,18))
CAST(1 AS DECIMAL(38,0)) / CAST(3 AS DECIMAL(38,38))
CAST(2 AS DECIMAL(5,2)) / 3
CAST(10 AS DECIMAL(38,10)) / 3
CAST(1.005 AS DECIMAL(10,2))
CAST(-1.005 AS DECIMAL(10,2))
CAST(123.456 AS DECIMAL(4,2))
CAST('1.235' AS DECIMAL(4,2))
CAST(' 1e2 ' AS DECIMAL(5,0))
CAST('x' AS DECIMAL(5,0))
CAST(1.5D AS DECIMAL(10,1))
CAST(0.1F AS DECIMAL(20,18))
CAST(1e30D AS DECIMAL(38,0))
CAST(double('NaN') AS DECIMAL(38,0))
CAST(123456 AS DECIMAL(5,0))
CAST(true AS DECIMAL(3,1))
CAST(1.5 AS INT)
CAST(-1.9 AS INT)
CAST(300.5 AS TINYINT)
CAST(1.5 AS DOUBLE)
CAST(1.5 AS FLOAT)
CAST(1.5 AS BOOLEAN)
CAST(0.0 AS BOOLEAN)
CAST(1.50 AS STRING)
CAST(CAST(0 AS DECIMAL(38,20)) AS STRING)
CAST(CAST(0.0000001 AS DECIMAL(38,20)) AS STRING)
CAST(1.5 AS TIMESTAMP)
CAST(TIMESTAMP '2020-01-02 03:04:05.25' AS DECIMAL(20,6))
CAST(TIMESTAMP '2020-01-02 03:04:05.25' AS DECIMAL(5,1))
CAST(300 AS TINYINT)
CAST(-129 AS TINYINT)
CAST(40000 AS SMALLINT)
CAST('12' AS TINYINT)
CAST('200' AS TINYINT)
CAST('1.5' AS SMALLINT)
CAST(1e39D AS FLOAT)
CAST(0.1D AS FLOAT)
CAST(0.1F AS DOUBLE)
CAST(0.1F AS STRING)
CAST(1e10F AS STRING)
CAST(1.17549435E-38F AS STRING)
CAST(16777216F AS STRING)
CAST(3.4028235E38F AS STRING)
CAST(1.4E-45F AS STRING)
CAST('0.1' AS FLOAT)
CAST('x' AS FLOAT)
CAST(1e20F AS INT)
CAST(1.9F AS INT)
CAST(double('NaN') AS INT)
CAST(128.5F AS TINYINT)
CAST('abc' AS BINARY)
CAST(X'414243' AS STRING)
CAST(1 AS BINARY)
CAST(258Y AS BINARY)
CAST(5Y AS BINARY)
CAST(5S AS BINARY)
CAST(5L AS BINARY)
CAST(1.5 AS BINARY)
CAST(true AS TINYINT)
CAST(1Y AS BOOLEAN)
CAST('2020-01-02 03:04:05' AS TIMESTAMP_NTZ)
CAST('2020-01-02T03:04:05+02:00' AS TIMESTAMP_NTZ)
CAST('x' AS TIMESTAMP_NTZ)
CAST(TIMESTAMP '2020-01-02 03:04:05' AS TIMESTAMP_NTZ)
CAST(TIMESTAMP_NTZ '2020-01-02 03:04:05' AS TIMESTAMP)
CAST(TIMESTAMP_NTZ '2020-01-02 03:04:05' AS DATE)
CAST(TIMESTAMP_NTZ '2020-01-02 03:04:05' AS STRING)
CAST(DATE '2020-01-02' AS TIMESTAMP_NTZ)
CAST(TIMESTAMP_NTZ '2020-01-02 03:04:05' AS BIGINT)
CAST(1 AS TIMESTAMP_NTZ)
CAST('1-2' AS INTERVAL YEAR TO MONTH)
CAST('1 02:03:04' AS INTERVAL DAY TO SECOND)
CAST('x' AS INTERVAL DAY TO SECOND)
CAST(INTERVAL '1 02:03:04' DAY TO SECOND AS STRING)
CAST(INTERVAL '1 02:03:04' DAY TO SECOND AS INTERVAL DAY)
CAST(INTERVAL '1-2' YEAR TO MONTH AS INTERVAL YEAR)
CAST(INTERVAL '1' DAY AS INTERVAL DAY TO SECOND)
CAST(10 AS INTERVAL DAY)
CAST(10 AS INTERVAL MONTH)
CAST(1.5 AS INTERVAL SECOND)
CAST(10 AS INTERVAL DAY TO SECOND)
CAST(INTERVAL '10' DAY AS INT)
CAST(INTERVAL '10' HOUR AS BIGINT)
CAST(INTERVAL '1-2' YEAR TO MONTH AS INT)
CAST(INTERVAL '1.5' SECOND AS DECIMAL(10,1))
CAST(INTERVAL '10' DAY AS TINYINT)
CAST(INTERVAL '1000' DAY AS TINYINT)
CAST(INTERVAL '1' DAY AS INTERVAL MONTH)
array(1, 2, 3)
array(1, 2.5, NULL)
array()
array(1, 'a')
array('a', 'b')[1]
array(1, 2)[2]
array(1, 2)[-1]
array(1, 2)[NULL]
array(1, NULL)[1]
map('a', 1, 'b', 2)
map('a', 1)['a']
map('a', 1)['z']
map(1, 'x')[1]
map(1, 'x')['1']
map('a', 1, 'a', 2)
map(NULL, 1)
map()
map('a', 1, 'b', 2.5)
named_struct('a', 1, 'b', 'x')
named_struct('a', 1, 'b', 'x').b
named_struct('a', named_struct('b', array(1, 2))).a.b[1]
struct(1, 'x')
array(named_struct('a', 1), named_struct('a', 2)).a
array(named_struct('a', 1), NULL, named_struct('a', NULL)).a
map('k', named_struct('a', 1)).k.a
map('k', named_struct('a', 1))['k'].a
named_struct('a', 1)['a']
named_struct('a', 1).z
(1).a
size(array(1, 2))
size(map('a', 1))
size(CAST(NULL AS ARRAY<INT>))
cardinality(array(1, 2))
cardinality(CAST(NULL AS ARRAY<INT>))
size('x')
element_at(array(1, 2), 1)
element_at(array(1, 2), -1)
element_at(array(1, 2), 0)
element_at(array(1, 2), 3)
element_at(map('a', 1), 'a')
element_at(map('a', 1), 'z')
array_contains(array(1, 2), 2)
array_contains(array(1, NULL), 2)
array_contains(array(1, 2), NULL)
array_contains(array(1, 2), 2.0)
map_keys(map('a', 1, 'b', 2))
map_values(map('a', 1, 'b', NULL))
to_json(named_struct('a', 1, 'b', NULL, 'c', array(1, NULL)))
to_json(map('a', 1, 'b', NULL))
to_json(array(named_struct('a', 1)))
to_json(named_struct('b', X'4142', 'd', 1.50, 'f', 1.5F, 'i', INTERVAL '1' DAY, 't', TIMESTAMP_NTZ '2020-01-02 03:04:05.123456', 'ts', TIMESTAMP '2020-01-02 03:04:05.123456', 'e', DATE '2020-01-02'))
to_json(named_struct('m', map(1, 'x', 2, NULL)))
to_json(named_struct('m', map(named_struct('a', 1), 'x')))
to_json(named_struct('m', map(DATE '2020-01-02', TIMESTAMP '2020-01-02 03:04:05')))
to_json(named_struct('d', CAST(0 AS DECIMAL(38,18)), 'e', CAST(0.0000001 AS DECIMAL(10,8)), 'f', CAST(123 AS DECIMAL(10,2)), 'g', 1e-7BD))
to_json(1)
from_json('{"a":1,"b":"x"}', 'a INT, b STRING')
from_json('{"a":"x"}', 'a INT')
from_json('nope', 'a INT')
from_json('[1,2]', 'ARRAY<INT>')
from_json('{"k":1}', 'MAP<STRING, INT>')
from_json('[{"a":1},{"a":2}]', 'ARRAY<STRUCT<a: INT>>')
from_json('{"a":1}', 'ARRAY<STRUCT<a: INT>>')
from_json('[{"a":1}]', 'a INT')
from_json('', 'a INT')
from_json(NULL, 'a INT')
from_json('{"a":{"b":[1.5]}}', 'a STRUCT<b: ARRAY<DECIMAL(3,1)>>')
get_json_object('{"a":{"b":[1,2]}}', '$.a.b[1]')
get_json_object('{"a":{"b":[1,2]}}', '$.a')
get_json_object('{"a":"x"}', '$.a')
get_json_object('{"a":"x"}', '$.z')
hex(255)
hex('abc')
hex(X'1AFF')
hex(-1)
unhex('1AFF')
unhex('xyz')
unhex('F')
base64(X'1AFF')
base64('abc')
unbase64('Gv8=')
CAST(unbase64('YWJj') AS STRING)
to_timestamp_ntz('2020-01-02 03:04:05')
exp(1)
ln(2)
ln(0)
log(10, 100)
log(2)
log10(1000)
log2(8)
power(2, 10)
pow(2, 0.5)
abs(-1.5)
abs(-128Y)
abs(-1.5F)
abs(INTERVAL '-1' DAY)
round(2.5)
round(-2.5)
round(1.005, 2)
round(1234.567, -2)
round(1.5F)
round(2.675F, 2)
round(127Y, -1)
round(5S, -1)
floor(1.5)
ceil(1.5)
floor(-1.5)
ceil(CAST(99999999999999999999999999999999999999 AS DECIMAL(38,0)))
floor(1.5F)
sqrt(2.25)
sign(-1.5)
sign(INTERVAL '-1' DAY)
-(1.5)
-(1Y)
-(-128Y)
- INTERVAL '1' DAY
+ INTERVAL '1' DAY
1Y + 1Y
100Y + 100Y
100Y * 2Y
1Y + 1S
1Y + 1
1Y / 2Y
7Y div 2Y
7Y % 4Y
30000S + 30000S
1.5F + 1F
1F / 3F
0.1F + 0.2F
1F / 0F
1.5F + 1
1.5F + 1L
1.5F + 1D
1.5F % 1F
DATE '2020-01-31' + INTERVAL '1' MONTH
DATE '2020-01-31' - INTERVAL '1' MONTH
DATE '2020-01-31' + INTERVAL '1' DAY
DATE '2020-01-31' + INTERVAL '1' HOUR
DATE '2020-01-31' + 1
DATE '2020-01-31' - 1
1 + DATE '2020-01-31'
DATE '2020-01-31' - DATE '2020-01-01'
DATE '2020-01-31' + 1Y
DATE '2020-01-31' + 1L
TIMESTAMP '2020-01-31 10:00:00' + INTERVAL '1' MONTH
TIMESTAMP '2020-01-31 10:00:00' + INTERVAL '1 02:03:04.5' DAY TO SECOND
TIMESTAMP '2020-01-31 10:00:00' - INTERVAL 10 MINUTES
INTERVAL 10 MINUTES + TIMESTAMP '2020-01-31 10:00:00'
TIMESTAMP_NTZ '2020-01-31 10:00:00' + INTERVAL '1' MONTH
TIMESTAMP_NTZ '2020-01-31 10:00:00' - INTERVAL '1' HOUR
TIMESTAMP '2020-01-31 10:00:00' - TIMESTAMP '2020-01-01 00:00:00'
TIMESTAMP_NTZ '2020-01-31 10:00:00' - TIMESTAMP_NTZ '2020-01-01 00:00:00'
TIMESTAMP '2020-01-31 10:00:00' - DATE '2020-01-01'
TIMESTAMP '2020-01-31 10:00:00' + 1
INTERVAL '1' DAY + INTERVAL '2' HOUR
INTERVAL '1' DAY - INTERVAL '2' HOUR
INTERVAL '1' DAY + INTERVAL '1' MONTH
INTERVAL '1' YEAR + INTERVAL '1' MONTH
INTERVAL '1' DAY * 2
2 * INTERVAL '1' DAY
INTERVAL '1' DAY * 1.5
INTERVAL '1' DAY * 1.5D
INTERVAL '1' DAY / 2
INTERVAL '1' DAY / 0
INTERVAL '1' MONTH * 1.5
INTERVAL '7' MONTH / 2
INTERVAL '1' MONTH * 2L
INTERVAL '100000000' YEAR * 100
INTERVAL '106751991' DAY + INTERVAL '106751991' DAY
1Y = 1.0
1.50 = 1.5
1.5 = 1.5D
1.5 < 2
0.1F = 0.1D
0.1F = 0.1
X'41' = 'A'
X'41' < X'4200'
array(1, 2) = array(1, 2)
array(1, 2) < array(1, 3)
array(1) < array(1, 0)
array(NULL) = array(NULL)
array(1, NULL) < array(1, 2)
array(1) = array(1.0)
array(1) = array('a')
named_struct('a', 1) = named_struct('b', 1)
named_struct('a', NULL) = named_struct('a', NULL)
named_struct('a', 1, 'b', 2) < named_struct('a', 1, 'b', 3)
map('a', 1) = map('a', 1)
map('a', 1) <=> NULL
INTERVAL '1' DAY = INTERVAL '24' HOUR
INTERVAL '1' DAY < INTERVAL '1' MONTH
TIMESTAMP_NTZ '2020-01-02 00:00:00' = TIMESTAMP '2020-01-02 00:00:00'
TIMESTAMP_NTZ '2020-01-02 00:00:00' = DATE '2020-01-02'
TIMESTAMP_NTZ '2020-01-02 00:00:00' < '2020-01-03'
INTERVAL '1' DAY = '1'
1.5 IN (1, 1.5)
1.5 BETWEEN 1 AND 2
coalesce(NULL, 1.5, 2)
coalesce(1Y, 2S)
coalesce(1, 1.5F)
coalesce(1.5, 2.25)
coalesce(array(1), array(2.5))
CASE WHEN true THEN 1.5 ELSE 1 END
if(true, 1Y, 1000)
greatest(1.5, 2)
greatest(INTERVAL '1' DAY, INTERVAL '25' HOUR)
least(array(1), array(0))
greatest(map('a', 1), map('b', 1))
nullif(1.5, 1.50)
CAST(array(1, 2) AS ARRAY<STRING>)
CAST(array('1', 'x') AS ARRAY<INT>)
CAST(map('a', '1') AS MAP<STRING, INT>)
CAST(named_struct('a', 1) AS STRUCT<b: STRING>)
CAST(array(1) AS STRING)
CAST(map('a', 1, 'b', NULL) AS STRING)
CAST(named_struct('a', X'41', 'b', 1.50) AS STRING)
CAST(array(array(1), NULL) AS STRING)
CAST('x' AS ARRAY<INT>)
CAST(array(1) AS INT)
CAST(map('a', 1) AS ARRAY<INT>)
array(X'41', NULL)
X'41'
named_struct('a', X'4142')
1.5F
CAST(1.50 AS DECIMAL(10,3))
map(1.5, INTERVAL '1' DAY)
concat(X'41', X'42')
length(X'4142')
upper(X'41')
substring(X'414243', 2, 1)
array(1,2) || array(3)
concat(1.5, 'x')
concat(1Y, INTERVAL '1' DAY)
length(1.50)
year(TIMESTAMP_NTZ '2020-01-02 03:04:05')
hour(TIMESTAMP_NTZ '2020-01-02 03:04:05')
date_format(TIMESTAMP_NTZ '2020-01-02 03:04:05', 'yyyy HH')
date_trunc('HOUR', TIMESTAMP_NTZ '2020-01-02 03:04:05')
timestamp_seconds(1.5)
timestamp_seconds(1.5F)
timestamp_millis(5Y)
date_add(DATE '2020-01-01', 1Y)
date_add(DATE '2020-01-01', 1.5)
repeat('a', 2Y)
left('abc', 1.5)
isnull(array(1))
array(1) IS NOT NULL
reverse(array(1, 2))
tinyint(5)
smallint('5')
float(1.5)
decimal(5)
binary('a')
CAST(1.5 AS DEC)
CAST(1.5 AS NUMERIC(3))
CAST(1 AS BYTE)
CAST(1 AS SHORT)
CAST(1 AS REAL)
CAST(1 AS LONG)
CAST(1 AS DECIMAL(39,0))
CAST(1 AS DECIMAL(5,6))
