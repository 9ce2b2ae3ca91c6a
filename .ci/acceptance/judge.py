"""Decides, from what a user can see, whether the bridge kept its contract. Pure: evidence in, findings out.

A finding is one sentence that starts with the rule it breaks. No finding means all is right.
"""
import json

from evidence import TERMINAL, is_time
from judge_outputs import judge_dead_letters, judge_headers, judge_tool_calls

RANK = {"waiting": 1, "running": 2, **{status: 3 for status in TERMINAL}}


def judge(evidence):
    for request in evidence.requests.values():
        judge_result(evidence, request)
        judge_statuses(evidence, request)
        judge_submission(evidence, request)
    for topic, seen in (("task-results", evidence.results), ("task-status", evidence.statuses)):
        for request_id in seen.keys() - evidence.requests.keys():
            evidence.find(topic, f"{request_id} is no request of ours")
    judge_tool_calls(evidence)
    judge_dead_letters(evidence)
    judge_headers(evidence)
    return evidence.findings


def judge_result(evidence, request):
    found = evidence.results.get(request.request_id, [])
    if len(found) != 1:
        evidence.find("one result", f"{request.request_id} has {len(found)}")
    for record, result in found:
        evidence.check_key(record, request)
        status = result.get("status")
        if status == "ambiguous" and evidence.ambiguous_allowed:
            _ambiguous(evidence, request, result)
        elif status != request.expected:
            evidence.find("result", f"{request.request_id} is {status}, not {request.expected}: {result.get('error')}")
        elif status == "rejected":
            _rejected(evidence, request, result)
        else:
            _as_at_the_api(evidence, request, result)


def _ambiguous(evidence, request, result):
    if (result.get("error") or {}).get("code") != "SUBMIT_AMBIGUOUS":
        evidence.find("ambiguous", f"{request.request_id} does not say SUBMIT_AMBIGUOUS: {result.get('error')}")
    candidates = ((result.get("error") or {}).get("detail") or {}).get("candidates")
    taken = [post["task_id"] for post in evidence.posts.get(request.body["task"], []) if post["status"] == 200]
    if not candidates or not set(taken) <= set(candidates):
        evidence.find("ambiguous", f"{request.request_id} names {candidates}, the API took {taken}")


def _rejected(evidence, request, result):
    error = result.get("error") or {}
    if error.get("code") != "API_REJECTED" or error.get("http_status") != 422 or not error.get("message"):
        evidence.find("result", f"{request.request_id}: its error is {error}")
    if "max_steps" not in json.dumps(error.get("detail")):
        evidence.find("result", f"{request.request_id}: error.detail does not carry what the API said: {error.get('detail')}")
    if result.get("task_id") or not is_time(result.get("finished_at")):
        evidence.find("result", f"{request.request_id}: task_id {result.get('task_id')}, finished_at {result.get('finished_at')}")


def _as_at_the_api(evidence, request, result):
    name = request.request_id
    for field in ("submitted_at", "finished_at"):
        if not is_time(result.get(field)):
            evidence.find("result", f"{name}: {field} is {result.get(field)!r}, not an ISO-8601 time in UTC")
    if result.get("error") and request.expected == "done":
        evidence.find("result", f"{name} is done with an error: {result['error']}")
    task = evidence.api["tasks"].get(result.get("task_id"))
    if task is None:
        evidence.find("result", f"{name}: the API knows no task {result.get('task_id')}")
        return
    wanted = {"output": task["output"], "credits_used": 3, "device": "desktop",
              "live_url": f"https://live.example/{result['task_id']}", "recording_url": task["recording_url"], "downloads_url": None}
    for field, value in wanted.items():
        late = field == "recording_url" and result.get(field) is None and evidence.statuses.get(name)
        # A link that comes after the end follows on task-status; the result does not wait for it.
        told = evidence.statuses[name][-1][1].get(field) if late else result.get(field)
        if (told or None) != (value or None):
            evidence.find("result", f"{name}: {field} is {result.get(field)!r}, at the API {value!r}")


def judge_statuses(evidence, request):
    name = request.request_id
    found, results = evidence.statuses.get(name, []), [value for _, value in evidence.results.get(name, [])]
    if name in evidence.ambiguous or (request.expected == "rejected" and not found):
        return  # a request that never became a known task may go without a status
    if not found:
        evidence.find("statuses", f"{name} has none")
        return
    if len({record.partition for record, _ in found}) != 1:
        evidence.find("statuses", f"{name} is on several partitions, so it has no order")
    if [value.get("sequence") for _, value in found] != list(range(1, len(found) + 1)):
        evidence.find("sequence", f"{name} counts {[value.get('sequence') for _, value in found]}")
    previous = None
    for record, value in found:
        evidence.check_key(record, request)
        status = value.get("status")
        if value.get("previous_status") != previous:
            evidence.find("previous_status", f"{name}: {value.get('previous_status')} before {status}, but {previous} was published")
        if status not in RANK or RANK[status] < RANK.get(previous, 0):
            evidence.find("status order", f"{name}: {status} after {previous}")
        if status == previous and not value.get("changed"):
            evidence.find("statuses", f"{name}: {status} was published twice though nothing changed")
        if not isinstance(value.get("changed"), list) or not is_time(value.get("observed_at")):
            evidence.find("statuses", f"{name}: changed {value.get('changed')!r}, observed_at {value.get('observed_at')!r}")
        if results and value.get("task_id") not in (results[0].get("task_id"), None):
            evidence.find("statuses", f"{name}: task_id {value.get('task_id')}, in the result {results[0].get('task_id')}")
        previous = status
    if previous not in TERMINAL or (results and previous != results[0].get("status")):
        evidence.find("statuses", f"{name} ends with {previous}, its result says {[r.get('status') for r in results]}")


def judge_submission(evidence, request):
    posts = evidence.posts.get(request.body["task"], [])
    accepted = [post["task_id"] for post in posts if post["status"] == 200]
    if len(accepted) > 1:
        evidence.find("submitted twice", f"{request.request_id}: {accepted}")
    if request.expected != "rejected" and not accepted and request.request_id not in evidence.ambiguous:
        evidence.find("submission", f"{request.request_id} never reached the API")
    if len(posts) > 1 and not evidence.repeats_allowed:
        evidence.find("submission", f"{request.request_id} was sent {len(posts)} times: {[post['status'] for post in posts]}")
    for post in posts:
        if post["body"] != request.body:
            evidence.find("submission", f"{request.request_id}: the API got {post['body']}, not {request.body}")
