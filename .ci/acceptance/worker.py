#!/usr/bin/env python3
"""An ordinary tool worker made of kcat: answers each record of `tool-requests` on `tool-replies` until SIGTERM.

  worker.py ADDRESS [--seconds-per-call 0.0]

Most replies carry the correlation id in the value and go to REPLY_PARTITION. Every tenth has it only in the header, so that
its whole value is the output, and every tenth goes to a partition that nobody asked for: the bridge has to cope with both.
"""
import argparse
import json
import queue
import signal
import sys
import time

from kafka import Kafka


def output_for(request):
    """What the worker answers: a function of the call, so that a judge can tell whose answer reached the API."""
    return {"tool": request["tool"], "city": request["input"].get("city"), "degrees": request["input"].get("number", 0) * 7}


def reply_partition(record):
    return int.from_bytes(dict(record.headers)["REPLY_PARTITION"], "big")


class Worker:
    def __init__(self, kafka, delay=0.0):
        self.kafka, self.delay, self.answered = kafka, delay, 0
        self.waiting = queue.Queue()
        self.partitions = kafka.partitions()["tool-replies"]
        self.follower = kafka.follow("tool-requests", self.waiting.put)

    def answer_next(self, patience=0.2):
        """Waits a little for calls and answers all that have come in, with one kcat per partition."""
        batch = {}
        try:
            record = self.waiting.get(timeout=patience)
            while True:
                self._answer(record, batch)
                record = self.waiting.get_nowait()
        except queue.Empty:
            pass
        for partition, pairs in batch.items():
            self.kafka.send_lines("tool-replies", pairs, partition)

    def _answer(self, record, batch):
        time.sleep(self.delay)
        request = record.json()
        key, partition = (record.key or b"").decode(), reply_partition(record)
        number, self.answered = self.answered, self.answered + 1
        if number % 10 == 3:
            self.kafka.send("tool-replies", json.dumps(output_for(request)).encode(), key, partition,
                            [("REPLY_CORRELATION_ID", record.header("REPLY_CORRELATION_ID"))])
            return
        if number % 10 == 6:
            partition = (partition + 1) % self.partitions
        value = {"correlation_id": request["correlation_id"], "code": 200, "output": output_for(request)}
        batch.setdefault(partition, []).append((key, json.dumps(value).encode()))

    def close(self):
        self.follower.close()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("address")
    options.add_argument("--seconds-per-call", type=float, default=0.0)
    args = options.parse_args()
    ended = []
    signal.signal(signal.SIGTERM, lambda *_: ended.append(True))
    signal.signal(signal.SIGINT, lambda *_: ended.append(True))
    worker = Worker(Kafka(args.address), args.seconds_per_call)
    while not ended:
        worker.answer_next()
    worker.close()
    print(f"{worker.answered} tool calls answered", flush=True)


if __name__ == "__main__":
    sys.exit(main())
