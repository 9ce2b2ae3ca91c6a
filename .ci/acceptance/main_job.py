#!/usr/bin/env python3
"""The main job from outside: 1,000 requests by kcat through the packaged jar, between a real broker and an independent task API.

Ends with a table of figures, and with exit code 0 only when a judge finds nothing wrong.
"""
import argparse
import sys
import threading
import time

from evidence import Evidence, value_of
from judge import judge
from processes import Stage, wait_for
from traffic import TOPIC, locate, make, send
from worker import Worker

READ = ("task-status", "task-results", "tool-requests", "dead-letters")
SETTLE_SECONDS = 3   # after the last result: time for a second one to show up
IDLE_SECONDS = 3     # after readiness: when idle memory is measured
# Log lines above INFO that are no fault of the bridge: (part of the line, the mode it may appear in, why).
EXPLAINED = ()


def parse_options():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--requests", type=int, default=1000)
    options.add_argument("--timeout", type=int, default=240, help="seconds for all results (default 240)")
    mode = options.add_mutually_exclusive_group()
    mode.add_argument("--restart", action="store_true", help="stop the bridge with SIGTERM and start it again, while it submits and while tasks run")
    mode.add_argument("--kill", action="store_true", help="the same with kill -9")
    options.add_argument("--hold-ms", type=int, default=0, help="the API holds GETs with event_t open this long")
    options.add_argument("--keep", action="store_true", help="keep logs and broker data")
    options.add_argument("--bridge-command", nargs=argparse.REMAINDER, help="instead of java -jar; must be the last option")
    return options.parse_args()


class Job:
    def __init__(self, stage, args):
        self.stage, self.args = stage, args
        self.requests = make(args.requests)
        self.arrived = set()
        self.figures = {}
        self.findings = []

    def run(self):
        bridge = self.stage.start_bridge()
        bridge.wait_ready()
        self.figures["start to ready, s"] = round(bridge.ready_seconds, 1)
        time.sleep(IDLE_SECONDS)
        self.figures["idle RSS, MiB"] = round(bridge.rss_mib())
        worker = Worker(self.stage.kafka)
        results = self.stage.kafka.follow("task-results", lambda record: self.arrived.add(value_of(record).get("request_id")))
        sender = threading.Thread(target=send, args=(self.stage.kafka, self.requests))
        begun = time.monotonic()
        try:
            sender.start()
            if self.args.restart or self.args.kill:
                bridge = self._interrupt_twice(bridge, worker, begun)
            self._await_results(worker, begun)
        finally:
            sender.join()
            results.close()
            worker.close()
        stopped = bridge.stop()
        self.figures["stop, s"] = "killed" if stopped is None else round(stopped, 1)
        if stopped is None:
            self.findings.append("stop: the bridge did not end within 30 s of SIGTERM")
        self._logs()
        self._judge()

    def _await_results(self, worker, begun):
        try:
            wait_for("all results", lambda: self._progress(worker, begun, len(self.requests)), self.args.timeout, every=0)
            self.figures["seconds"] = round(time.monotonic() - begun, 1)
        except TimeoutError:
            self.figures["seconds"] = f"over {self.args.timeout}"
        end = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < end:
            worker.answer_next()

    def _progress(self, worker, begun, enough):
        worker.answer_next()
        show(f"{len(self.arrived)} of {len(self.requests)} results, {worker.answered} tool calls, {time.monotonic() - begun:.0f} s")
        return len(self.arrived) >= enough

    def _interrupt_twice(self, bridge, worker, begun):
        """Once while requests are being submitted, once while tasks run."""
        api, count = self.stage.api, len(self.requests)
        wait_for("the first submissions", lambda: api.counts()["accepted"] >= count // 10, self.args.timeout, every=0.02)
        bridge = self._interrupt(bridge)
        wait_for("half of the results", lambda: self._progress(worker, begun, count // 2), self.args.timeout, every=0)
        return self._interrupt(bridge)

    def _interrupt(self, bridge):
        before = self.stage.api.counts()
        if self.args.kill:
            bridge.kill()
        elif bridge.stop() is None:
            self.findings.append("stop: the bridge did not end within 30 s of SIGTERM")
        nth = len(self.stage.bridges())
        again = self.stage.start_bridge()
        again.wait_ready()
        self.figures[f"stop {nth}: accepted, finished at API"] = f"{before['accepted']}, {before['finished']}"
        self.figures[f"  start to ready, s ({nth + 1})"] = round(again.ready_seconds, 1)
        return again

    def _logs(self):
        mode = "kill" if self.args.kill else "restart" if self.args.restart else "plain"
        loud = [line for bridge in self.stage.bridges() for line in bridge.loud_lines()]
        unexplained = [line for line in loud if not any(part in line and where in (mode, "any") for part, where, _ in EXPLAINED)]
        self.figures["log lines above INFO"] = len(loud)
        self.findings += [f"log: {line:.300}" for line in unexplained]

    def _judge(self):
        kafka = self.stage.kafka
        requests = locate(self.requests, kafka.read(TOPIC))
        evidence = Evidence(requests, {topic: kafka.read(topic) for topic in READ}, self.stage.api.record(),
                            ambiguous_allowed=self.args.kill, repeats_allowed=self.args.kill)
        self.findings += judge(evidence)
        self.figures = {**evidence.figures(), **self.figures}


def show(text):
    if sys.stdout.isatty():
        print(f"\r{text}   ", end="", flush=True)


def report(figures, findings):
    print()
    for name, value in figures.items():
        print(f"  {name:<36} {value!s:>10}")
    rules = {}
    for finding in findings:
        rules.setdefault(finding.split(":")[0], []).append(finding)
    for rule, found in rules.items():
        print(f"\nFAIL {rule}, {len(found)} times:")
        for finding in found[:5]:
            print(f"  {finding:.600}")
    print("\nFAIL" if findings else "\nOK", flush=True)


def main():
    args = parse_options()
    how = "kill -9 twice" if args.kill else "SIGTERM twice" if args.restart else "undisturbed"
    print(f"main job: {args.requests} requests, {how}", flush=True)
    with Stage("main", args.bridge_command, args.keep, args.hold_ms) as stage:
        job = Job(stage, args)
        job.run()
        stage.keep |= bool(job.findings)
        report(job.figures, job.findings)
    return 1 if job.findings else 0


if __name__ == "__main__":
    sys.exit(main())
