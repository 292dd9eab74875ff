"""Has Spark 4.3.0 say what transformWithState gives, batch by batch: writes expected.json beside this file.

    TZ=UTC python oracle.py      (pyspark 4.3.0 with pandas, pyarrow, protobuf; Java 17)

The processor counts the rows of each user, keeps their numbers in a list and counts their actions in a map. A
timer ten seconds after the user's latest row, and one at that row's time, tell what is kept; the former ends it.
The same processor stands in Tests/TidemarkTests/Transform/SparkTransformTests.swift.
"""
import json
import os
import shutil
import tempfile

from pyspark.sql import Row, SparkSession
from pyspark.sql.streaming import StatefulProcessor

HERE = os.path.dirname(os.path.abspath(__file__))
OUTPUT = "user STRING, what STRING, count LONG, numbers STRING, actions STRING, timer LONG, watermark LONG"


class Users(StatefulProcessor):
    def init(self, handle):
        self.handle = handle
        self.count = handle.getValueState("count", "count LONG")
        self.numbers = handle.getListState("numbers", "n INT")
        self.actions = handle.getMapState("actions", "action STRING", "count LONG")

    def row(self, key, what, timer, timers):
        numbers = ",".join(str(row[0]) for row in self.numbers.get()) if self.numbers.exists() else ""
        actions = {}
        if self.actions.exists():
            for name, count in self.actions.iterator():
                actions[name[0]] = count[0]
        count = self.count.get()[0] if self.count.exists() else None
        text = ",".join(f"{name}={actions[name]}" for name in sorted(actions))
        watermark = timers.getCurrentWatermarkInMs()
        return Row(user=key[0], what=what, count=count, numbers=numbers, actions=text, timer=timer, watermark=watermark)

    def handleInputRows(self, key, rows, timerValues):
        count = self.count.get()[0] if self.count.exists() else 0
        latest = None
        for row in rows:
            count += 1
            self.numbers.appendValue((row["n"],))
            before = self.actions.getValue((row["action"],))[0] if self.actions.containsKey((row["action"],)) else 0
            self.actions.updateValue((row["action"],), (before + 1,))
            time = int(row["time"].timestamp() * 1000)
            latest = time if latest is None else max(latest, time)
        self.count.update((count,))
        for timer in list(self.handle.listTimers()):
            self.handle.deleteTimer(timer)
        self.handle.registerTimer(latest + 10_000)
        self.handle.registerTimer(latest)
        yield self.row(key, "rows", None, timerValues)

    def handleExpiredTimer(self, key, timerValues, expiredTimerInfo):
        timer = expiredTimerInfo.getExpiryTimeInMs()
        yield self.row(key, "timer", timer, timerValues)
        if len(list(self.handle.listTimers())) == 1:
            self.count.clear()
            self.numbers.clear()
            self.actions.clear()

    def close(self):
        pass


def line(second, user, action, n):
    return json.dumps({"time": f"2024-01-01T00:{second // 60:02}:{second % 60:02}Z", "user": user, "action": action, "n": n})


# Runs, each of files that are read one a batch.
RUNS = [
    [[line(20, "a", "x", 1), line(21, "b", "x", 2), line(22, "a", "y", 3)], [line(25, "b", "y", 4), line(18, "c", "x", 5)]],
    [[line(31, "c", "x", 6)], [line(45, "d", "x", 7), line(19, "a", "x", 8)]],
    [[line(46, "d", "x", 9), line(30, "a", "late", 10), line(41, "b", "x", 11)], [line(90, "a", "y", 12)]],
]


def main():
    spark = (SparkSession.builder.master("local[1]").config("spark.sql.shuffle.partitions", "1")
             .config("spark.sql.session.timeZone", "UTC").config("spark.ui.enabled", "false")
             .config("spark.sql.streaming.stateStore.providerClass",
                     "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider").getOrCreate())
    batches = []
    work = tempfile.mkdtemp()
    os.makedirs(f"{work}/in")
    number = 0
    for files in RUNS:
        for lines in files:
            path = f"{work}/in/{number}.json"
            with open(path, "w") as file:
                file.write("\n".join(lines) + "\n")
            os.utime(path, (1_000_000_000 + number, 1_000_000_000 + number))
            number += 1
        events = (spark.readStream.schema("time TIMESTAMP, user STRING, action STRING, n INT")
                  .option("maxFilesPerTrigger", 1).json(f"{work}/in").withWatermark("time", "5 seconds"))
        users = events.groupBy("user").transformWithState(Users(), OUTPUT, "Append", "EventTime")

        def take(frame, batch):
            batches.append({"batch": batch, "rows": sorted(frame.toJSON().collect())})

        query = (users.writeStream.foreachBatch(take).outputMode("append").trigger(availableNow=True)
                 .option("checkpointLocation", f"{work}/ck").start())
        query.awaitTermination()
        progress = {each["batchId"]: each for each in query.recentProgress}
        for batch in batches:
            if batch["batch"] in progress and "dropped" not in batch:
                each = progress[batch["batch"]]
                batch["inputRows"] = each["numInputRows"]
                batch["dropped"] = each["stateOperators"][0]["numRowsDroppedByWatermark"]
    spark.stop()
    shutil.rmtree(work)
    with open(f"{HERE}/expected.json", "w") as file:
        json.dump({"runs": RUNS, "batches": batches}, file, indent=1)
        file.write("\n")


main()
