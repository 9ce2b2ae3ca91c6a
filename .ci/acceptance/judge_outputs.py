"""The judge's rules for tool calls, dead letters and headers."""
import collections
import re

from evidence import dead_letter, is_time, origin, place, unlike_original, value_of
from worker import output_for, reply_partition

OUTPUTS = ("task-status", "task-results", "tool-requests")
REQUIRED = ("ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "content-type")


def judge_tool_calls(evidence):
    by_text = {request.body["task"]: request for request in evidence.requests.values()}
    owner = {post["task_id"]: by_text.get(text) for text, posts in evidence.posts.items() for post in posts if post["task_id"]}
    published = collections.defaultdict(list)
    for record in evidence.records["tool-requests"]:
        value = value_of(record)
        published[value.get("task_id"), value.get("call_id")].append((record, value))
    for task_id, task in evidence.api["tasks"].items():
        request = owner.get(task_id)
        if request is None:
            evidence.find("strangers", f"the API has task {task_id} that nobody asked for")
            continue
        found = {call_id: published.pop((task_id, call_id), []) for call_id in task["calls"]}
        if request.request_id in evidence.ambiguous:
            continue
        if len(task["calls"]) != request.calls:
            evidence.find("tool calls", f"{request.request_id} came to {len(task['calls'])} calls, not {request.calls}")
        for call_id, call in task["calls"].items():
            _published(evidence, request, call_id, call, found[call_id])
        _answered(evidence, request, task)
    for call, found in published.items():
        evidence.find("tool calls", f"{call} was published {len(found)} times, but the API has no such call")


def _published(evidence, request, call_id, call, found):
    name = request.request_id
    if len(found) != 1:
        evidence.find("tool calls", f"{name}: call {call_id} was published {len(found)} times")
    for record, value in found:
        evidence.check_key(record, request)
        if (value.get("request_id"), value.get("tool"), value.get("input")) != (name, call["tool"], call["input"]):
            evidence.find("tool calls", f"{name}: published {value}, the API called {call}")
        if not is_time(value.get("called_at")) or not is_time(value.get("reply_by")) or not value.get("correlation_id"):
            evidence.find("tool calls", f"{name}: called_at, reply_by or correlation_id is wrong in {value}")
        headers = dict(record.headers)
        if (record.header("REPLY_TOPIC"), record.header("REPLY_CORRELATION_ID")) != ("tool-replies", value.get("correlation_id")):
            evidence.find("tool calls", f"{name}: reply headers {record.headers}")
        if len(headers.get("REPLY_PARTITION") or b"") != 4 or not 0 <= reply_partition(record) < 1000:
            evidence.find("tool calls", f"{name}: REPLY_PARTITION is {headers.get('REPLY_PARTITION')!r}, not a 4-byte int")


def _answered(evidence, request, task):
    sent = collections.defaultdict(list)
    for reply in task["replies"]:
        sent[(reply["event"] or {}).get("id")].append(reply)
    for call_id, call in task["calls"].items():
        replies = sent.pop(call_id, [])
        taken = sum(reply["status"] == 200 for reply in replies)
        if taken != 1:
            evidence.find("tool replies", f"{request.request_id}: call {call_id} was answered {taken} times")
        if len(replies) > 1 and not evidence.repeats_allowed:
            evidence.find("tool replies", f"{request.request_id}: call {call_id} was sent to the API {len(replies)} times")
        for event in (reply["event"] for reply in replies):
            if (event["name"], event["payload"]) != ("tool_call", {"code": 200, "output": output_for(call)}):
                evidence.find("tool replies", f"{request.request_id}: the API got {event}, not {output_for(call)}")
    for unknown in sent:
        evidence.find("tool replies", f"{request.request_id}: the API got a reply to {unknown}, which is no call")


def judge_dead_letters(evidence):
    wanted = {("task-requests", r.partition, r.offset): r for r in evidence.requests.values()
              if r.expected == "rejected" or r.request_id in evidence.ambiguous}
    excused = _repeated_replies(evidence) if evidence.repeats_allowed else set()
    for record in evidence.records["dead-letters"]:
        code = record.header("dead-letter-code")
        request = wanted.pop(origin(record), None)
        if request is None:
            reply = (record.header("dead-letter-topic"), code, _correlation_id(record))
            if reply[:2] == ("tool-replies", "TOOL_CALL_CLOSED") and reply[2] in excused:
                excused.discard(reply[2])
                continue
            evidence.find("dead letters", f"{place(record)} is unexpected, or a second one: {dead_letter(record)}")
            continue
        wanted_code = "SUBMIT_AMBIGUOUS" if request.request_id in evidence.ambiguous else "API_REJECTED"
        if code != wanted_code or not record.header("dead-letter-reason") or not record.header("dead-letter-cause"):
            evidence.find("dead letters", f"{request.request_id}: {dead_letter(record)}")
        for difference in unlike_original(record, request.key.encode(), request.value, request.headers):
            evidence.find("dead letters", f"{request.request_id}: {difference}")
    for request in (r for r in wanted.values() if r.request_id not in evidence.ambiguous):
        evidence.find("dead letters", f"{request.request_id} was refused but has none")


def _repeated_replies(evidence):
    """Correlation ids of calls whose reply the API took: after a kill -9 the reply is read again, and may be refused or too late."""
    repeated = {(task_id, reply["event"]["id"]) for task_id, task in evidence.api["tasks"].items() for reply in task["replies"]
                if reply["status"] == 200 and reply["event"]["id"] in task["calls"]}
    return {value.get("correlation_id") for value in map(value_of, evidence.records["tool-requests"])
            if (value.get("task_id"), value.get("call_id")) in repeated}


def _correlation_id(reply):
    return reply.header("REPLY_CORRELATION_ID") or value_of(reply).get("correlation_id")


def judge_headers(evidence):
    for topic in OUTPUTS:
        ids, kinds = collections.Counter(), collections.Counter()
        for record in evidence.records[topic]:
            missing = [name for name in REQUIRED if not record.header(name)]
            if missing:
                evidence.find("headers", f"{place(record)} lacks {missing}")
                continue
            ids[record.header("ce_id")] += 1
            kinds[record.header("ce_type")] += 1
            _cloud_event(evidence, record, value_of(record))
        for ce_id, times in ids.items():
            if times > 1:
                evidence.find("headers", f"{topic}: ce_id {ce_id} is there {times} times")
        if len(kinds) > 1 or not all(re.fullmatch(r"io\.taskbridge\.[a-z.-]+\.v1", kind) for kind in kinds):
            evidence.find("headers", f"{topic}: ce_type {dict(kinds)}")


def _cloud_event(evidence, record, value):
    expected = {"ce_specversion": "1.0", "ce_source": f"/task-bridge/{evidence.group}", "ce_subject": value.get("task_id")}
    for name, text in expected.items():
        if (record.header(name) or None) != text:
            evidence.find("headers", f"{place(record)}: {name} is {record.header(name)!r}, not {text!r}")
    if not is_time(record.header("ce_time")) or not record.header("content-type").startswith("application/json"):
        evidence.find("headers", f"{place(record)}: ce_time {record.header('ce_time')}, content-type {record.header('content-type')}")
    request = evidence.requests.get(value.get("request_id"))
    if request and _trace(record.header("traceparent")) != _trace(request.traceparent):
        evidence.find("headers", f"{place(record)}: traceparent {record.header('traceparent')}, not of {request.traceparent}")


def _trace(traceparent):
    return (traceparent or "").split("-")[1:2]
