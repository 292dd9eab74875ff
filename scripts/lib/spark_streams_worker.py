"""Runs scenarios of Tests/Conformance/streams in Spark, batch by batch; run by the Python that has it."""

import concurrent.futures
import itertools
import json
import os
import pathlib
import re
import shutil
import sys
import traceback

from pyspark.errors import PySparkException, StreamingQueryException
from pyspark.sql import SparkSession
from pyspark.sql.functions import expr

import worker

# Files land a second after one another, in the order of the scenario, since this second.
FIRST_SECOND = 1_000_000_000
# Two queries at a time; each is given one thread's work.
THREADS = 2


def session(folder):
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.adaptive.enabled": "false",
        # Interpreted plans: the code that Spark would generate for a few rows takes longer to compile than to run.
        "spark.sql.codegen.wholeStage": "false",
        # numInputRows is of the rows read, not of those that a filter leaves.
        "spark.sql.json.filterPushdown.enabled": "false",
        # Hundreds of short plans: the quick compiler of Java is the faster one.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.sql.streaming.checkpoint.fileChecksum.enabled": "false",
        "spark.sql.streaming.stateStore.maintenanceInterval": "1h",
        "spark.local.dir": f"{folder}/local",
        "spark.sql.warehouse.dir": f"{folder}/warehouse",
    }
    builder = SparkSession.builder.master(f"local[{THREADS}]")
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def frame(tables, steps):
    """The DataFrame that a scenario's `frame` spells: `["table", NAME]`, then an operation a step."""
    name, *arguments = steps[0]
    assert name == "table", name
    rows = tables[arguments[0]]
    for name, *arguments in steps[1:]:
        rows = OPERATIONS[name](rows, tables, *arguments)
    return rows


def expressions(texts):
    return [expr(text) for text in texts]


def joined(rows, tables, other, how, condition):
    on = condition if isinstance(condition, list) else expr(condition)
    return rows.join(frame(tables, other), on, how)


OPERATIONS = {
    "alias": lambda rows, _, name: rows.alias(name),
    "withWatermark": lambda rows, _, column, delay: rows.withWatermark(column, delay),
    "select": lambda rows, _, *columns: rows.select(expressions(columns)),
    "where": lambda rows, _, condition: rows.where(condition),
    "groupBy": lambda rows, _, keys, values: rows.groupBy(expressions(keys)).agg(*expressions(values)),
    "distinct": lambda rows, _: rows.distinct(),
    "dropDuplicates": lambda rows, _, *columns: rows.dropDuplicates(list(columns) or None),
    "dropDuplicatesWithinWatermark": lambda rows, _, *columns: rows.dropDuplicatesWithinWatermark(
        list(columns) or None
    ),
    "join": joined,
    "union": lambda rows, tables, other: rows.union(frame(tables, other)),
    "orderBy": lambda rows, _, *columns: rows.orderBy(expressions(columns)),
    "limit": lambda rows, _, count: rows.limit(count),
}


def refusal(failure, folder):
    """The condition and the message of an error, without the plan and the stack that may follow, and without the
    folder of the run. An error inside of a batch comes wrapped in that of the function which collects its rows."""
    if isinstance(failure, StreamingQueryException) and failure._cause is not None:
        failure = failure._cause
    condition, message = failure.getCondition(), str(failure)
    wrapped = re.findall(r"\[([A-Z][A-Z_.0-9]+)\] [^\n]*", message) if condition is None else []
    if wrapped:
        condition = wrapped[-1]
        message = message[message.rindex(f"[{condition}]"):].split("\n")[0]
    message = message.split("\n\nJVM stacktrace")[0].split(";\n")[0].split("\n\n== SQL")[0]
    return {"error": {"condition": condition, "message": message.replace(str(folder), "").strip()}}


def json_line(line):
    """A line of a file: as it is, or an object's text."""
    return line if isinstance(line, str) else json.dumps(line, separators=(",", ":"))


class Run:
    """One scenario, run once by its SQL or by its frame."""

    def __init__(self, spark, scenario, folder):
        self.scenario = scenario
        self.folder = pathlib.Path(folder)
        self.spark = spark.newSession()
        for key, value in scenario.get("conf", {}).items():
            self.spark.conf.set(key, value)
        self.rows = {}
        self.progress = {}
        self.query = None
        self.seconds = itertools.count(FIRST_SECOND)

    def tables(self):
        """A DataFrame a source, each a view too."""
        tables = {}
        for name, source in self.scenario["sources"].items():
            path = self.folder / name
            path.mkdir(parents=True, exist_ok=True)
            reader = self.spark.read if source.get("static") else self.spark.readStream
            tables[name] = reader.schema(source["schema"]).options(**source.get("options", {})).json(str(path))
            tables[name].createOrReplaceTempView(name)
        return tables

    def plan(self, form):
        tables = self.tables()
        return self.spark.sql(self.scenario["sql"]) if form == "sql" else frame(tables, self.scenario["frame"])

    def start(self, form):
        def keep(batch, number):
            self.rows[number] = list(batch._jdf.toJSON().collectAsList())

        writer = (
            self.plan(form).writeStream.outputMode(self.scenario["mode"]).foreachBatch(keep)
            .option("checkpointLocation", str(self.folder / "checkpoint"))
        )
        if self.scenario.get("trigger") == "once":
            writer = writer.trigger(once=True)
        self.query = writer.start()

    def write(self, step):
        """Writes a step's files under hidden names; what is left to do is to rename them."""
        renames = []
        for source, files in step.get("land", {}).items():
            for name, lines in files.items():
                path = self.folder / source / f"{name}.json"
                hidden = path.with_name(f".{path.name}")
                hidden.write_text("".join(json_line(line) + "\n" for line in lines))
                second = next(self.seconds)
                os.utime(hidden, (second, second))
                renames.append((hidden, path))
        return renames

    def land(self, step):
        """The files of a step appear together: no batch is planned meanwhile."""
        renames = self.write(step)
        lock = self.query._jsq.streamingQuery().awaitProgressLock() if self.query else None
        if lock:
            lock.lock()
        try:
            for hidden, path in renames:
                hidden.rename(path)
        finally:
            if lock:
                lock.unlock()

    def idle(self):
        if self.scenario.get("trigger") == "once":
            self.query.awaitTermination()
        else:
            self.query.processAllAvailable()

    def stop(self):
        if self.query:
            for progress in self.query.recentProgress:
                if "addBatch" in progress.durationMs:
                    self.progress[progress.batchId] = progress
            self.query.stop()
            self.query = None

    def answer(self, form):
        try:
            for step in self.scenario["steps"]:
                if step.get("restart") or self.scenario.get("trigger") == "once":
                    self.stop()
                if self.query is None:
                    self.plan(form)
                self.land(step)
                if self.query is None:
                    self.start(form)
                self.idle()
            self.stop()
        except PySparkException as failure:
            return refusal(failure, self.folder)
        finally:
            if self.query:
                self.query.stop()
        operators = [each.operatorName for each in self.progress[0].stateOperators]
        return {"operators": operators, "batches": [self.batch(number) for number in sorted(self.rows)]}

    def batch(self, number):
        log = self.folder / "checkpoint" / "offsets"
        _, metadata, *offsets = (log / str(number)).read_text().split("\n")
        before = (log / str(number - 1)).read_text().split("\n")[2:] if number else None
        rows = self.rows[number]
        progress = self.progress[number]
        operators = progress.stateOperators
        return {
            "batch": number,
            "kind": "no-data" if offsets == before else "data",
            "watermarkMs": json.loads(metadata)["batchWatermarkMs"],
            "numInputRows": progress.numInputRows,
            "state": [each.numRowsTotal for each in operators],
            "dropped": [each.numRowsDroppedByWatermark for each in operators],
            "rows": rows if self.scenario.get("ordered") else sorted(rows),
        }


class Oracle:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.spark = session(folder)
        self.spark.sparkContext.setLogLevel("ERROR")

    def run(self, scenarios):
        with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
            return {"answers": list(pool.map(self.answer, scenarios))}

    def answer(self, scenario):
        """What the scenario's forms give, which must be the same."""
        answers = {}
        for form in ("sql", "frame"):
            if form not in scenario:
                continue
            folder = self.folder / f"{scenario['name']}-{form}"
            try:
                answers[form] = Run(self.spark, scenario, folder).answer(form)
            except Exception as failure:
                traceback.print_exc()
                return {"wrong": f"{form}: {type(failure).__name__}: {failure}"}
            finally:
                shutil.rmtree(folder, ignore_errors=True)
        print(f"{scenario['name']} done", file=sys.stderr, flush=True)
        first, *others = answers.values()
        if others and others[0] != first:
            return {"wrong": f"sql gives {json.dumps(first)}, frame gives {json.dumps(others[0])}"}
        return first


if __name__ == "__main__":
    oracle = Oracle(sys.argv[1])
    worker.serve(run=oracle.run)
