#!/usr/bin/env python3
"""Keeps the result of every request in a table, each once, however often this is stopped and started.

  results_to_sqlite.py localhost:9092 results.db [--until-idle SECONDS]

Needs confluent-kafka (Debian: python3-confluent-kafka). The row is committed before the offset: after a crash in between the record
is read again, and its id, which is the same then, finds its row already there.
"""
import argparse
import json
import sqlite3
import sys
import time

from confluent_kafka import Consumer, KafkaException

TABLE = """CREATE TABLE IF NOT EXISTS results (
  event_id TEXT PRIMARY KEY, request_id TEXT, task_id TEXT, status TEXT, credits INTEGER, finished_at TEXT, output TEXT, error TEXT)"""


def as_row(record):
    event_id = dict(record.headers())["ce_id"].decode()
    value = json.loads(record.value())
    return (event_id, value["request_id"], value["task_id"], value["status"], value["credits_used"], value["finished_at"],
            json.dumps(value["output"]), json.dumps(value["error"]))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bootstrap_servers")
    options.add_argument("database")
    options.add_argument("--until-idle", type=float, metavar="SECONDS", help="end when nothing came for so long (default: never)")
    options.add_argument("--group", default="results-to-sqlite")
    args = options.parse_args()
    database = sqlite3.connect(args.database)
    database.execute(TABLE)
    consumer = Consumer({
        "bootstrap.servers": args.bootstrap_servers,
        "group.id": args.group,
        "isolation.level": "read_committed",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    })
    consumer.subscribe(["task-results"])
    last = time.monotonic()
    try:
        while args.until_idle is None or time.monotonic() - last < args.until_idle:
            record = consumer.poll(0.5)
            if record is None:
                if not consumer.assignment():
                    last = time.monotonic()
                continue
            if record.error():
                raise KafkaException(record.error())
            with database:
                database.execute("INSERT OR IGNORE INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?)", as_row(record))
            consumer.commit(record, asynchronous=False)
            last = time.monotonic()
    except KeyboardInterrupt:
        pass
    finally:
        consumer.close()
        database.close()


if __name__ == "__main__":
    sys.exit(main())
