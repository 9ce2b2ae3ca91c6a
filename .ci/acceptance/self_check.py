#!/usr/bin/env python3
"""Shows that the judge can fail: a made-up run in which all is right passes, and each single fault put into it is found.

No broker, no API, no bridge, no kcat: takes a second.
"""
import copy
import json
import sys
from dataclasses import replace

from evidence import Evidence
from judge import judge
from kafka import Record, parse
from traffic import TOPIC, locate, make
from worker import output_for

NOW = "2026-01-01T00:00:00.123456789Z"
COUNT = 60


def headers(kind, number, task_id, traceparent, more=()):
    given = {"ce_specversion": "1.0", "ce_id": f"{kind}-{number}", "ce_type": f"io.taskbridge.{kind}.v1",
             "ce_source": "/task-bridge/task-bridge", "ce_time": NOW, "content-type": "application/json",
             "traceparent": traceparent.replace("00f067aa0ba902b7", "1111111111111111")}
    if task_id:
        given["ce_subject"] = task_id
    return tuple((name, text.encode()) for name, text in given.items()) + tuple(more)


class MadeUpRun:
    """A perfect bridge on paper: topics and API record for some sixty requests."""

    def __init__(self):
        sent = [Record(TOPIC, r.number % 4, r.number // 4, r.key.encode(), r.value, ()) for r in make(COUNT)]
        self.requests = locate(make(COUNT), sent)
        self.records = {"task-status": [], "task-results": [], "tool-requests": [], "dead-letters": []}
        self.api = {"submissions": [], "tasks": {}, "counts": {"total": 500}}
        for request in self.requests:
            self._refused(request) if request.expected == "rejected" else self._ran(request)

    def add(self, topic, request, value, task_id, more=()):
        at = len(self.records[topic])
        self.records[topic].append(Record(topic, request.partition, at, request.key.encode(), json.dumps(value).encode(),
                                          headers(topic, at, task_id, request.traceparent, more)))

    def _refused(self, request):
        self.api["submissions"].append({"status": 422, "body": request.body, "task_id": None})
        error = {"code": "API_REJECTED", "message": "refused", "http_status": 422, "detail": [{"loc": ["body", "max_steps"]}]}
        self.add("task-results", request, {"request_id": request.request_id, "status": "rejected", "error": error, "finished_at": NOW}, None)
        self.set_aside(request, "API_REJECTED")

    def set_aside(self, request, code):
        marks = {"code": code, "reason": "Why, in a sentence.", "topic": TOPIC, "partition": str(request.partition),
                 "offset": str(request.offset), "cause": "Why, in technical words."}
        self.records["dead-letters"].append(Record(
            "dead-letters", request.partition, request.offset, request.key.encode(), request.value,
            tuple((name, text.encode()) for name, text in request.headers)
            + tuple((f"dead-letter-{name}", text.encode()) for name, text in marks.items())))

    def _ran(self, request):
        task_id, name = f"tsk_{request.number}", request.request_id
        live, output = f"https://live.example/{task_id}", {"answer_to": request.body["task"]}
        self.api["submissions"].append({"status": 200, "body": request.body, "task_id": task_id})
        calls = {f"{task_id}-call-{n}": {"tool": "weather", "input": {"city": "Bonn", "number": n}, "answered": True}
                 for n in range(1, request.calls + 1)}
        replies = []
        for call_id, call in calls.items():
            correlation = f"c-{call_id}"
            self.add("tool-requests", request, {
                "request_id": name, "task_id": task_id, "call_id": call_id, "tool": call["tool"], "input": call["input"],
                "called_at": NOW, "reply_by": NOW, "correlation_id": correlation}, task_id,
                (("REPLY_TOPIC", b"tool-replies"), ("REPLY_PARTITION", request.partition.to_bytes(4, "big")),
                 ("REPLY_CORRELATION_ID", correlation.encode())))
            replies.append({"status": 200, "event": {"id": call_id, "name": "tool_call",
                                                     "payload": {"code": 200, "output": output_for(call)}}})
        recording = f"https://recording.example/{task_id}.mp4" if request.body["enable_recording"] else ""
        self.api["tasks"][task_id] = {"status": request.expected, "output": output, "recording_url": recording, "calls": calls,
                                      "replies": replies}
        previous = None
        for sequence, status in enumerate(("waiting", "running", request.expected), 1):
            self.add("task-status", request, {
                "request_id": name, "task_id": task_id, "sequence": sequence, "status": status, "previous_status": previous,
                "changed": ["status"], "observed_at": NOW}, task_id)
            previous = status
        self.add("task-results", request, {
            "request_id": name, "task_id": task_id, "status": request.expected, "output": output, "error": None, "credits_used": 3,
            "device": "desktop", "live_url": live, "recording_url": recording or None, "downloads_url": None, "submitted_at": NOW,
            "finished_at": NOW}, task_id)

    def judged(self, **allowed):
        return judge(Evidence(self.requests, self.records, self.api, **allowed))

    def change(self, topic, at, **fields):
        record = self.records[topic][at]
        self.records[topic][at] = replace(record, value=json.dumps({**record.json(), **fields}).encode())

    def change_header(self, topic, at, name, value):
        record = self.records[topic][at]
        self.records[topic][at] = replace(record, headers=tuple((n, value if n == name else v) for n, v in record.headers))

    def tool_task(self):
        return next(task for task in self.api["tasks"].values() if task["calls"])


def again(run, topic, at=0):
    run.records[topic].append(replace(run.records[topic][at], offset=99999))


def swap(run, topic, one, other):
    records = run.records[topic]
    records[one], records[other] = records[other], records[one]


def ambiguous(run):
    first = run.records["task-results"][0]
    request = next(r for r in run.requests if r.request_id == first.json()["request_id"])
    run.change("task-results", 0, status="ambiguous",
               error={"code": "SUBMIT_AMBIGUOUS", "detail": {"candidates": [first.json()["task_id"]]}})
    run.set_aside(request, "SUBMIT_AMBIGUOUS")


# What goes wrong, how it looks, and the rule that has to find it.
FAULTS = (
    ("a lost result", lambda r: r.records["task-results"].pop(7), "one result"),
    ("a result published twice", lambda r: again(r, "task-results"), "one result"),
    ("a wrong end", lambda r: r.change("task-results", 0, status="failed"), "result"),
    ("another task's output", lambda r: r.change("task-results", 0, output={"answer_to": "x"}), "result"),
    ("a recording that is never told", lambda r: [r.change("task-results", at, recording_url=None) for at in range(COUNT)], "result"),
    ("a result of nobody", lambda r: r.change("task-results", 0, request_id="nobody"), "task-results"),
    ("a result that is no JSON", lambda r: r.records["task-results"].__setitem__(
        0, replace(r.records["task-results"][0], value=b"{")), "task-results"),
    ("an ambiguous result without a crash", ambiguous, "result"),
    ("a gap in sequence", lambda r: r.change("task-status", 1, sequence=3), "sequence"),
    ("a lost status", lambda r: r.records["task-status"].pop(1), "sequence"),
    ("a lost last status", lambda r: r.records["task-status"].pop(2), "statuses"),
    ("a status published twice", lambda r: r.records["task-status"].insert(1, r.records["task-status"][0]), "sequence"),
    ("statuses out of order", lambda r: swap(r, "task-status", 0, 1), "status order"),
    ("a broken chain", lambda r: r.change("task-status", 2, previous_status="waiting"), "previous_status"),
    ("an end unlike the result's", lambda r: r.change("task-status", 2, status="cancelled"), "statuses"),
    ("statuses on two partitions", lambda r: r.records["task-status"].__setitem__(
        0, replace(r.records["task-status"][0], partition=3)), "statuses"),
    ("a tool call published twice", lambda r: again(r, "tool-requests"), "tool calls"),
    ("a lost tool call", lambda r: r.records["tool-requests"].pop(), "tool calls"),
    ("a tool call the API did not make", lambda r: r.change("tool-requests", 0, call_id="made-up"), "tool calls"),
    ("a changed input", lambda r: r.change("tool-requests", 0, input={}), "tool calls"),
    ("a reply partition as text", lambda r: r.change_header("tool-requests", 0, "REPLY_PARTITION", b"3"), "tool calls"),
    ("a call without an answer", lambda r: r.tool_task()["replies"].pop(), "tool replies"),
    ("a call answered twice", lambda r: r.tool_task()["replies"].append(r.tool_task()["replies"][0]), "tool replies"),
    ("an answer to the wrong call", lambda r: r.tool_task()["replies"][0]["event"]["payload"].update(output=1), "tool replies"),
    ("a task submitted twice", lambda r: r.api["submissions"].append({**r.api["submissions"][0], "task_id": "tsk_x"}), "submitted twice"),
    ("a body that was changed", lambda r: r.api["submissions"][0].update(body={**r.api["submissions"][0]["body"], "bridge": {}}), "submission"),
    ("a task nobody asked for", lambda r: r.api["tasks"].update(tsk_x=copy.deepcopy(r.tool_task())), "strangers"),
    ("a lost dead letter", lambda r: r.records["dead-letters"].pop(), "dead letters"),
    ("a second dead letter", lambda r: again(r, "dead-letters"), "dead letters"),
    ("a wrong code", lambda r: r.change_header("dead-letters", 0, "dead-letter-code", b"INVALID_JSON"), "dead letters"),
    ("one byte more in a dead letter", lambda r: r.records["dead-letters"].__setitem__(
        0, replace(r.records["dead-letters"][0], value=r.records["dead-letters"][0].value + b" ")), "dead letters"),
    ("a changed header in a dead letter", lambda r: r.change_header("dead-letters", 0, "x-origin", b"?"), "dead letters"),
    ("a header too many in a dead letter", lambda r: r.records["dead-letters"].__setitem__(
        0, replace(r.records["dead-letters"][0], headers=r.records["dead-letters"][0].headers + (("ce_x", b"1"),))), "dead letters"),
    ("a wrong key", lambda r: r.records["task-results"].__setitem__(
        0, replace(r.records["task-results"][0], key=None)), "key"),
    ("a ce_id used twice", lambda r: r.change_header("task-status", 0, "ce_id", b"task-status-1"), "headers"),
    ("a missing ce header", lambda r: r.change_header("task-status", 0, "ce_time", None), "headers"),
    ("another trace", lambda r: r.change_header("task-results", 0, "traceparent", b"00-2-3-01"), "headers"),
    ("a subject that is not the task", lambda r: r.change_header("task-results", 0, "ce_subject", b"tsk_x"), "headers"),
)


def check_kcat_lines():
    """Bytes of every value survive the way through kcat's JSON envelope."""
    line = (b'{"topic":"t","partition":1,"offset":2,"tstype":"create","ts":3,"broker":1,"headers":["a","\\u0000\\u0001\xff","n",null],'
            b'"key":null,"payload":"\xff\xfe \\"q\\" \\\\ \\u0001 \xc3\xa9"}')
    record = parse(line)
    assert record.headers == (("a", b"\x00\x01\xff"), ("n", None)), record
    assert record.key is None and record.value == b'\xff\xfe "q" \\ \x01 \xc3\xa9', record


def check_after_kill():
    """A reply that was sent again after a kill -9 may come back as one dead letter; a second one is one too many."""
    run = MadeUpRun()
    task = run.tool_task()
    task["replies"].append({**task["replies"][0], "status": 400})
    call = next(r for r in run.records["tool-requests"] if r.json()["call_id"] == task["replies"][0]["event"]["id"])
    marks = {"code": "TOOL_CALL_CLOSED", "reason": "Closed.", "topic": "tool-replies", "partition": "0", "offset": "5", "cause": "Closed."}
    run.records["dead-letters"].append(Record(
        "dead-letters", 0, 900, b"k", json.dumps({"correlation_id": call.json()["correlation_id"]}).encode(),
        tuple((f"dead-letter-{name}", text.encode()) for name, text in marks.items())))
    wrong = [f"a repeated reply after a kill -9: {finding}" for finding in run.judged(repeats_allowed=True)]
    again(run, "dead-letters", -1)
    if not run.judged(repeats_allowed=True):
        wrong.append("a second dead letter of a repeated reply: not found")
    return wrong


def main():
    check_kcat_lines()
    wrong = [f"a run in which all is right: {finding}" for finding in MadeUpRun().judged()]
    for name, put_in, rule in FAULTS:
        run = MadeUpRun()
        put_in(run)
        rules = {finding.split(":")[0] for finding in run.judged()}
        if rule not in rules:
            wrong.append(f"{name}: not found by the rule '{rule}', only by {sorted(rules)}")
    announced = MadeUpRun()
    ambiguous(announced)
    wrong += [f"an announced ambiguous result after a crash: {finding}" for finding in announced.judged(ambiguous_allowed=True)]
    announced.change("task-results", 0, error={"code": "SUBMIT_AMBIGUOUS", "detail": {"candidates": ["another"]}})
    if not any(finding.startswith("ambiguous:") for finding in announced.judged(ambiguous_allowed=True)):
        wrong.append("an ambiguous result that does not name its task among the candidates: not found")
    wrong += check_after_kill()
    print("\n".join(wrong) if wrong else f"the judge finds all of {len(FAULTS) + 2} faults, and none where there is none")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
