-- The notebook's batch cells, over file 0: the published tables are those of that file.
CREATE TABLE events (time TIMESTAMP, action STRING) USING json OPTIONS (path 'events/file-0.json');

-- In [11]
SELECT action, count(*) AS count FROM events GROUP BY action ORDER BY action;

-- In [13], In [15]
CREATE OR REPLACE TEMP VIEW static_counts AS
SELECT action, window(time, '1 hour') AS window, count(*) AS count
FROM events GROUP BY action, window(time, '1 hour');
SELECT * FROM static_counts ORDER BY window, action;

-- In [14]
SELECT action, window(time, '1 hour', '30 minutes') AS window, count(*) AS count
FROM events GROUP BY action, window(time, '1 hour', '30 minutes') ORDER BY window, action;

-- In [17]
-- Count all Open and Close actions in the table static_counts  
select action, sum(count) as total_actions from static_counts group by action;

-- In [18]
-- How many actions (Close and Open separately) is within each time window (in the table static_counts)
-- Make a plot
select action, date_format(window.end, "MMM-dd HH:mm") as time, count from static_counts order by time, action;
