#!/usr/bin/env python3
"""Sessions, cancels and deadlines from outside, by kcat through the packaged jar, against an independent task API.

  100 sessions of five actions each, the second 50 of them while the bridge is killed twice with kill -9;
  cancels at ten moments, 20 requests each; deadlines of tasks and sessions.
Ends with a table of figures, and with exit code 0 only when nothing is wrong.
"""
import collections
import json
import sys
import time
from datetime import datetime, timedelta, timezone

from main_job import report
from processes import Stage, wait_for

SESSIONS, CANCELS, DEADLINES = 100, 20, 20
POLL_S = 1.0
PATIENCE_S = 90
ACTIONS = (("goto", {"url": "https://news.example"}), ("extract", {"schema": {"type": "object"}}), ("evaluate_js", {"js": "1 + 1"}),
           ("run_task", {"task": "Read the news"}), ("close", None))
ONCE_ONLY = ("evaluate_js", "run_task", "close")
# Seconds between a request and its cancel; below zero the cancel comes first. The tasks take 1.5 s at the API.
MOMENTS = (-1.5, 0.0, 0.1, 0.3, 0.5, 0.8, 1.1, 1.4, 1.7, 3.0)
SETTINGS = {"BRIDGE_COMMANDS_UNCLEAR_TIMEOUT": "PT5S", "BRIDGE_COMMANDS_SESSION_IDLE_TIMEOUT": "PT8S", "BRIDGE_ARTIFACTS_TIMEOUT": "PT0S"}


def pair(request_id, value):
    return request_id, json.dumps(value).encode()


def request(request_id, task, **bridge):
    return pair(request_id, {"task": task, "metadata": {"ref": request_id, "start_ms": 300, "run_ms": 1200},
                             "bridge": {"request_id": request_id, **bridge}})


def action(session, number):
    name, given = ACTIONS[number]
    told = {"id": f"a{number}", "name": name, **({"input": given} if given else {})}
    return pair(session, {"request_id": session, "command": "action", "action": told})


def cancel(request_id):
    return pair(request_id, {"request_id": request_id, "command": "cancel"})


def milliseconds(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000


class Run:
    def __init__(self, stage):
        self.stage, self.kafka = stage, stage.kafka
        self.findings, self.figures = [], {}
        self.results = collections.defaultdict(list)
        self.actions = collections.defaultdict(list)

    def run(self):
        bridge = self.start()
        followers = [self.kafka.follow("task-results", lambda r: self.results[r.json()["request_id"]].append(r.json())),
                     self.kafka.follow("action-results", lambda r: self.actions[r.json()["request_id"]].append(r.json()))]
        try:
            half = SESSIONS // 2
            self.sessions("calm", half)
            self.await_results("calm sessions", [f"calm-{i}" for i in range(half)])
            self.sessions("killed", SESSIONS - half)
            for actions_done in (half, 3 * half):
                wait_for(f"{actions_done} actions", lambda n=actions_done: self.count("killed") >= n, PATIENCE_S, every=0.02)
                bridge.kill()
                bridge = self.start()
            cancelled = self.cancels()
            late = self.deadlines()
            self.await_results("sessions under kill -9", [f"killed-{i}" for i in range(SESSIONS - half)])
            self.await_results("cancelled requests", cancelled)
            self.await_results("late requests", [name for name, _ in late])
            time.sleep(2)  # for a second result to show up
        finally:
            for follower in followers:
                follower.close()
        self.by_ref = collections.defaultdict(list)
        for submission in self.stage.api.record()["submissions"]:
            if submission["status"] == 200:
                self.by_ref[submission["body"]["metadata"]["ref"]].append(submission["task_id"])
        self.tasks = self.stage.api.record()["tasks"]
        self.judge_sessions(half)
        self.judge_cancels(cancelled)
        self.judge_deadlines(late)
        if bridge.stop() is None:
            self.findings.append("stop: the bridge did not end within 30 s of SIGTERM")
        self.findings += [f"log: {line:.300}" for each in self.stage.bridges() for line in each.loud_lines()]

    def start(self):
        bridge = self.stage.start_bridge(**SETTINGS)
        bridge.wait_ready()
        return bridge

    def count(self, name):
        return sum(len(found) for session, found in list(self.actions.items()) if session.startswith(name))

    def sessions(self, name, count):
        names = [f"{name}-{i}" for i in range(count)]
        self.kafka.send_lines("task-requests", [request(session, None) for session in names])
        self.kafka.send_lines("task-commands", [action(session, number) for number in range(len(ACTIONS)) for session in names])

    def cancels(self):
        names = []
        for number, moment in enumerate(MOMENTS):
            here = [f"cancel-{number}-{i}" for i in range(CANCELS)]
            first = [request(name, "Take your time") for name in here], "task-requests"
            then = [cancel(name) for name in here], "task-commands"
            for step, (lines, topic) in enumerate((then, first) if moment < 0 else (first, then)):
                time.sleep(abs(moment) * step)
                self.kafka.send_lines(topic, lines)
            if number % 2:
                self.kafka.send_lines("task-commands", [cancel(name) for name in here])
            names += here
        return names

    def deadlines(self):
        """Names, with seconds from the time of the record on, or with a point in time. Every fourth is a session."""
        late, lines = [], []
        for i in range(DEADLINES):
            seconds = 5 + i / 20
            at = datetime.now(timezone.utc) + timedelta(seconds=seconds)
            name, value = request(f"late-{i}", None if i % 4 == 0 else "Never end", deadline=f"PT{seconds}S" if i % 2 else at.isoformat())
            body = json.loads(value)
            body["metadata"]["run_ms"] = 600_000
            lines.append(pair(name, body))
            late.append((name, seconds if i % 2 else at))
        self.kafka.send_lines("task-requests", lines)
        return late

    def await_results(self, what, names):
        begun = time.monotonic()
        try:
            wait_for(what, lambda: all(name in self.results for name in names), PATIENCE_S)
        except TimeoutError as late:
            missing = [name for name in names if name not in self.results]
            self.findings.append(f"results: {late}; {len(missing)} are missing, e.g. {missing[:5]}")
        self.figures[f"waited for {what}, s"] = round(time.monotonic() - begun, 1)

    def judge_sessions(self, half):
        expected = [f"a{number}" for number in range(len(ACTIONS))]
        codes = collections.Counter()
        for session in [f"calm-{i}" for i in range(half)] + [f"killed-{i}" for i in range(SESSIONS - half)]:
            found = self.actions[session]
            codes.update(each["code"] for each in found)
            if [each["action_id"] for each in found] != expected:
                self.findings.append(f"actions: {session} has {[each['action_id'] for each in found]}")
            if session.startswith("calm") and any(each["code"] != 200 for each in found):
                self.findings.append(f"actions: {session} was not disturbed, and has {found}")
            self.one_result(session, {"done"})
            self.judge_at_api(session, found)
        self.figures["action results by code"] = dict(codes)

    def judge_at_api(self, session, found):
        if len(self.by_ref[session]) != 1:
            self.findings.append(f"tasks: {session} became {self.by_ref[session]}")
            return
        task = self.tasks[self.by_ref[session][0]]
        answers = {event["id"]: event["timestamp"] for event in task["events"]}
        named = {reply["event"]["payload"]["name"]: reply["event"]["id"] for reply in task["replies"] if reply["status"] == 200}
        for each in found:
            answered = answers.get(named.get(each["name"]), 1 << 62)
            honest = each["code"] == 200 and answered < 1 << 62 or each["code"] == 500 and "unknown" in each["output"]
            if not honest or each["code"] == 500 and answered <= milliseconds(each["timestamp"]):
                self.findings.append(f"actions: {session} has {each}, and the API answered at {answered}")
        taken = [reply for reply in task["replies"] if reply["status"] == 200]
        ids = collections.Counter(r["event"]["id"] for r in taken if r["event"]["payload"]["name"] in ONCE_ONLY)
        if any(count > 1 for count in ids.values()):
            self.findings.append(f"repeated: {session} was told twice what may be done once: {taken}")
        for before, after in zip(taken, taken[1:]):
            if before["event"]["id"] != after["event"]["id"] and after["t"] < answers.get(before["event"]["id"], 0):
                self.findings.append(f"order: {session} was told {after} before {before} was answered")

    def judge_cancels(self, names):
        for name in names:
            self.one_result(name, {"cancelled", "done"})
            if name.startswith("cancel-0-") and self.by_ref[name]:
                self.findings.append(f"cancels: {name} was cancelled before it came, and submitted")
        statuses = collections.Counter((name.split("-")[1], self.results[name][0]["status"]) for name in names if self.results[name])
        for number, moment in enumerate(MOMENTS):
            self.figures[f"cancel after {moment} s"] = {status: count for (at, status), count in statuses.items() if at == str(number)}

    def judge_deadlines(self, late):
        worst = 0.0
        written = {record.key.decode(): record.timestamp for record in self.kafka.read("task-requests")}
        for name, until in late:
            at = until.timestamp() * 1000 if isinstance(until, datetime) else written[name] + until * 1000
            self.one_result(name, {"expired"})
            for result in self.results[name]:
                over = (milliseconds(result["finished_at"]) - at) / 1000
                worst = max(worst, over)
                if not 0 <= over <= POLL_S + 0.2 or result["error"]["code"] != "DEADLINE_EXCEEDED":
                    self.findings.append(f"deadlines: {name} ended {over:.2f} s after its deadline: {result}")
        self.figures["longest past a deadline, s"] = round(worst, 2)

    def one_result(self, name, allowed):
        found = [result["status"] for result in self.results[name]]
        if len(found) != 1 or found[0] not in allowed:
            self.findings.append(f"results: {name} has {found}, and should have one of {sorted(allowed)}")


def main():
    print(f"sessions: {SESSIONS} of {len(ACTIONS)} actions, {len(MOMENTS)} x {CANCELS} cancels, {DEADLINES} deadlines", flush=True)
    begun = time.monotonic()
    with Stage("sessions") as stage:
        run = Run(stage)
        run.run()
        run.figures["seconds"] = round(time.monotonic() - begun, 1)
        stage.keep |= bool(run.findings)
        report(run.figures, run.findings)
    return 1 if run.findings else 0


if __name__ == "__main__":
    sys.exit(main())
