"""Spark's own classes read the logs of a checkpoint; run by the Python that has pyspark."""

import sys

from py4j.protocol import Py4JJavaError
from pyspark.errors import StreamingQueryException

import worker
from spark_worker import SCHEMA, Peer


def refusal(failure):
    """What Spark says of something it cannot read, in place of the values."""
    return "an error: " + failure.java_exception.toString().partition("\n")[0]


class LogReader(Peer):
    def __init__(self, folder):
        super().__init__(folder)
        self.java = self.spark._jvm
        self.streaming = self.java.org.apache.spark.sql.execution.streaming

    def read(self, checkpoint):
        """What OffsetSeqLog, CommitLog and StreamMetadata hold, batch by batch."""
        return {
            "id": self._id(f"{checkpoint}/metadata"),
            "offsets": self._entries(self.streaming.checkpointing.OffsetSeqLog, f"{checkpoint}/offsets", self._offset),
            "commits": self._entries(self.streaming.checkpointing.CommitLog, f"{checkpoint}/commits", self._commit),
        }

    def resume(self, checkpoint, path):
        """Starts Spark's stream on a copy of the logs; returns what it says of itself when it stops."""
        writer = (
            self.counts(self.spark.readStream.schema(SCHEMA).option("maxFilesPerTrigger", 1).json(path))
            .writeStream.format("memory")
            .queryName("resumed")
            .outputMode("complete")
            .option("checkpointLocation", checkpoint)
            .trigger(availableNow=True)
        )
        query = writer.start()
        try:
            query.awaitTermination()
            message = "it ended by itself"
        except StreamingQueryException as failure:
            message = str(failure)
        return {"id": query.id, "message": message}

    def _id(self, path):
        configuration = self.spark._jsc.hadoopConfiguration()
        file = self.java.org.apache.hadoop.fs.Path(path)
        try:
            found = self.streaming.runtime.StreamMetadata.read(file, configuration)
        except Py4JJavaError as failure:
            return refusal(failure)
        return found.get().id() if found.isDefined() else None

    def _entries(self, log_class, path, describe):
        """Batch id to entry, of all batches that the log lists; each is read and parsed by Spark."""
        log = log_class(self.spark._jsparkSession, path, True)
        entries = {}
        for batch in log.listBatchesOnDisk():
            try:
                entries[str(batch)] = describe(log.get(batch).get())
            except Py4JJavaError as failure:
                entries[str(batch)] = refusal(failure)
        latest = log.getLatestBatchId()
        return {"entries": entries, "latest": latest.get() if latest.isDefined() else None}

    def _offset(self, entry):
        metadata = entry.metadataOpt().get()
        offsets = entry.offsets()
        source = self.streaming.runtime.FileStreamSourceOffset
        return {
            "logOffsets": [source.apply(offsets.apply(index).get()).logOffset() for index in range(offsets.size())],
            "watermarkMs": metadata.batchWatermarkMs(),
            "timestampMs": metadata.batchTimestampMs(),
            "conf": metadata.conf().size(),
        }

    @staticmethod
    def _commit(entry):
        return {"nextWatermarkMs": entry.nextBatchWatermarkMs()}


if __name__ == "__main__":
    reader = LogReader(sys.argv[1])
    worker.serve(read=reader.read, resume=reader.resume)
