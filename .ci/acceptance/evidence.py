"""What a judge looks at: the requests sent, the records read (read_committed), and the API's own record of what it was asked."""
import collections
from datetime import datetime

TERMINAL = ("done", "failed", "cancelled", "rejected", "expired", "ambiguous", "lost")


class Evidence:
    """After a kill -9: `ambiguous_allowed`, a result may be `ambiguous` when it names what the API took; `repeats_allowed`, the POST
    of a tool reply, or of a request that is refused, may be repeated."""

    def __init__(self, requests, records, api, ambiguous_allowed=False, repeats_allowed=False, group="task-bridge"):
        self.requests = {r.request_id: r for r in requests}
        self.records, self.api, self.group = records, api, group
        self.ambiguous_allowed, self.repeats_allowed = ambiguous_allowed, repeats_allowed
        self.findings = []
        self.results = self._by_request("task-results")
        self.statuses = self._by_request("task-status")
        self.posts = collections.defaultdict(list)
        for post in api["submissions"]:
            self.posts[post["body"].get("task") if isinstance(post["body"], dict) else str(post["body"])].append(post)
        self.ambiguous = {i for i, found in self.results.items() if [r.get("status") for _, r in found] == ["ambiguous"]}

    def find(self, rule, text):
        self.findings.append(f"{rule}: {text}")

    def check_key(self, record, request):
        if record.key != request.key.encode():
            self.find("key", f"{place(record)} of {request.request_id} has key {record.key!r}, not {request.key!r}")

    def _by_request(self, topic):
        found = collections.defaultdict(list)
        for record in self.records[topic]:
            value = value_of(record)
            if "request_id" in value:
                found[value["request_id"]].append((record, value))
            else:
                self.find(topic, f"{place(record)} is no JSON object with a request_id: {record.value!r:.80}")
        return found

    def figures(self):
        ends = collections.Counter(r.get("status") for found in self.results.values() for _, r in found)
        tasks = self.api["tasks"].values()
        finished = sum(task["status"] in TERMINAL for task in tasks)
        replies = [reply for task in tasks for reply in task["replies"]]
        taken = {reply["event"]["id"] for reply in replies if reply["status"] == 200}
        return {
            "requests": len(self.requests),
            "results": sum(map(len, self.results.values())), **{f"  {status}": n for status, n in sorted(ends.items())},
            "  ambiguous, never at the API": sum(
                not any(post["status"] == 200 for post in self.posts.get(self.requests[i].body["task"], []))
                for i in self.ambiguous & self.requests.keys()),
            "  missing": len(self.requests.keys() - self.results.keys()),
            "  duplicate": sum(len(found) - 1 for found in self.results.values()),
            "status records": sum(map(len, self.statuses.values())),
            "tool calls by the API": sum(len(task["calls"]) for task in tasks),
            "  published": len(self.records["tool-requests"]),
            "  answered at the API": len(taken),
            "  refused or repeated replies": len(replies) - len(taken),
            "dead letters": len(self.records["dead-letters"]),
            "POST /task": len(self.api["submissions"]),
            "  accepted": sum(post["status"] == 200 for post in self.api["submissions"]),
            "API calls": self.api["counts"]["total"],
            "API calls per finished task": round(self.api["counts"]["total"] / finished, 1) if finished else "-",
        }


def value_of(record):
    try:
        value = record.json()
    except (ValueError, TypeError):
        return {}
    return value if isinstance(value, dict) else {}


def unlike_original(record, key, value, headers):
    """Yields each way in which a dead letter differs from the record it is about; `headers` are (name, text)."""
    if record.key != key:
        yield f"its key is {record.key!r}, was {key!r}"
    if record.value != value:
        yield f"its value is {record.value!r:.60} ({len(record.value or b'')} bytes), was {value!r:.60} ({len(value or b'')} bytes)"
    kept = [(name, text) for name, text in record.headers if not name.startswith("dead-letter-")]
    if kept != [(name, text.encode()) for name, text in headers]:
        yield f"its headers are {kept}, were {list(headers)}"


def origin(record):
    """(topic, partition, offset) that a dead letter names; None when it does not name them as text."""
    at = (record.header("dead-letter-partition") or "", record.header("dead-letter-offset") or "")
    if not all(text.isdigit() for text in at):
        return None
    return record.header("dead-letter-topic"), int(at[0]), int(at[1])


def dead_letter(record):
    return {name: record.header(name) for name, _ in record.headers if name.startswith("dead-letter-")}


def place(record):
    return f"{record.topic}-{record.partition}-{record.offset}"


def is_time(text):
    """ISO-8601 in UTC, with any number of decimals."""
    try:
        return isinstance(text, str) and text.endswith("Z") and datetime.fromisoformat(text[:-1][:26]) is not None
    except ValueError:
        return False
