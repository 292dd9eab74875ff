CREATE TABLE events (time TIMESTAMP, action STRING)
USING json OPTIONS (path 'events', maxFilesPerTrigger '1');

CREATE STREAMING TABLE counts AS
SELECT action, window(time, '1 hour') AS window, count(*) AS count
FROM STREAM events GROUP BY action, window(time, '1 hour');
