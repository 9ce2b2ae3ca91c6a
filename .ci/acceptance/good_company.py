"""Beside bad records: sessions, commands, files and profiles, right ones and wrong ones, on a bridge that has just seen bad input."""
import functools
import hashlib
import http.server
import json
import os
import threading
import time

from evidence import value_of

LARGEST_FILE = 100_000  # bytes: what the scenario's bridge allows
UNKNOWN_TTL_MS = 10_000  # the default of BRIDGE_COMMANDS_UNKNOWN_TTL
REQUESTS, COMMANDS = "task-requests", "task-commands"


class FileHost:
    """A web server with files for attachments, on a thread of its own."""

    def __init__(self):
        self.files = {"/right.bin": os.urandom(90_000), "/large.bin": bytes(LARGEST_FILE + 1)}
        self.headers = []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, self))
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def settings(self):
        """Of a bridge that may fetch from here, and only from here."""
        return {"BRIDGE_ATTACHMENTS_URL_HOSTS": self.origin, "BRIDGE_ATTACHMENTS_URL_NETWORKS": "127.0.0.1",
                "BRIDGE_ATTACHMENTS_MAX_BYTES": str(LARGEST_FILE)}

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    def __init__(self, host, *args):
        self.host = host
        super().__init__(*args)

    def do_GET(self):  # noqa: N802, the library's name
        self.host.headers.append({name.lower() for name in self.headers})
        content = self.host.files.get(self.path, b"")
        if self.path == "/inside":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data")
        else:
            self.send_response(200 if content else 404)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


def keep_good_company(scenario, host):
    _send_commands(scenario)
    _send_requests(scenario, host)
    _judge_files(scenario, host)
    _judge_commands(scenario)


def _request(scenario, request_id, body, **options):
    body = {"enable_recording": False, "metadata": {"start_ms": 100, "run_ms": 200}, **body, "bridge": {"request_id": request_id, **options}}
    scenario.stage.kafka.send(REQUESTS, json.dumps(body).encode(), key=f"key-{request_id}", partition=0)


def _command(scenario, request_id, command, **action):
    body = {"request_id": request_id, "command": command, **({"action": action} if action else {})}
    scenario.stage.kafka.send(COMMANDS, json.dumps(body).encode(), key=f"key-{request_id}", partition=0)


def _send_commands(scenario):
    """The first two wait for their request; the session ends by its own `close`, and then there is one action more."""
    _command(scenario, "nobody-at-all", "action", id="n1", name="goto", input={"url": "https://example.com"})
    _command(scenario, "early", "action", id="e1", name="goto", input={"url": "https://example.com"})
    _command(scenario, "early", "action", id="e2", name="close")
    _request(scenario, "early", {"task": None})
    _request(scenario, "plain", {"task": "good plain"})
    _command(scenario, "plain", "action", id="p1", name="goto", input={"url": "https://example.com"})
    _request(scenario, "past", {"task": "good past"}, deadline="2020-01-31T12:00:00Z")
    _request(scenario, "ancient", {"task": "good ancient"}, deadline="-999999999-01-01T00:00:00Z")
    _request(scenario, "short", {"task": "good short", "metadata": {"run_ms": 60_000}}, deadline="PT2S")


def _send_requests(scenario, host):
    right = {"name": "größe.bin", "url": f"{host.origin}/right.bin", "purpose": "the right one"}
    _request(scenario, "fetched", {"task": "good fetched", "profile_id": "new-one"}, attachments=[right], ensure_profile=True)
    for name, path in (("redirected", "/inside"), ("missing", "/gone"), ("too-large", "/large.bin")):
        _request(scenario, name, {"task": "must not run"}, attachments=[{"name": "a", "url": host.origin + path}])


def _judge_files(scenario, host):
    scenario.await_done(["fetched"])
    record = scenario.stage.api.record()
    posts = [p for p in record["submissions"] if isinstance(p["body"], dict) and p["body"].get("task") == "good fetched"]
    files = posts[0]["body"].get("files") if len(posts) == 1 else None
    stored = record["assets"]["files"].get(files[0]) if files else None
    wanted = {"name": "größe.bin", "purpose": "the right one", "size": 90_000, "sha256": hashlib.sha256(host.files["/right.bin"]).hexdigest()}
    scenario.expect(stored == wanted, f"the file at the API is {stored}, not {wanted}")
    scenario.expect("new-one" in record["assets"]["profiles"], "ensure_profile made no profile")
    names = set().union(*host.headers)
    scenario.expect(not names & {"apikey", "authorization", "cookie", "traceparent"}, f"the file host was sent {sorted(names)}")
    for name, reason in (("redirected", "not allowed"), ("missing", "HTTP 404"), ("too-large", "larger than the")):
        result = _result(scenario, name)
        error = result.get("error") or {}
        scenario.expect(result.get("status") == "rejected" and error.get("code") == "ATTACHMENT_REFUSED" and reason in error.get("message", ""),
                        f"{name}: {result.get('status')}, {error}")
        scenario.note(f"{name}: {error.get('message')}")


def _judge_commands(scenario):
    scenario.expect(_result(scenario, "early").get("status") == "done", f"early: {scenario.results('early')}")
    _command(scenario, "early", "action", id="e3", name="goto", input={"url": "https://example.com"})
    for name, task_id in (("past", False), ("ancient", False), ("short", True)):
        result = _result(scenario, name)
        scenario.expect(result.get("status") == "expired" and bool(result.get("task_id")) == task_id
                        and (result.get("error") or {}).get("code") == "DEADLINE_EXCEEDED", f"{name}: {result}")
    _expect_refusals(scenario, {"n1": "UNKNOWN_REQUEST", "p1": "COMMAND_REFUSED", "e3": "COMMAND_REFUSED"})
    done = [(v["action_id"], v["code"]) for v in map(value_of, scenario.stage.kafka.read("action-results")) if v.get("request_id") == "early"]
    scenario.expect(done == [("e1", 200), ("e2", 200)], f"the session that came after its commands did {done}")
    scenario.send_good("after-all-this")
    scenario.await_done(["after-all-this"])


def _expect_refusals(scenario, wanted):
    """One dead letter for each of these actions; one for an unknown request not before its time is up."""
    sent = {}
    for record in scenario.stage.kafka.read(COMMANDS):
        action = _action(record)
        if action in wanted:
            sent[action] = record
    scenario.await_true(f"dead letters of {sorted(wanted)}", lambda: all(map(scenario.dead_letter_of, sent.values())), 40)
    time.sleep(1)  # time for a second one
    for action, code in wanted.items():
        scenario.judge_dead_letter(f"action {action}", sent[action], {code})
    letters = scenario.dead_letter_of(sent["n1"])
    waited = letters[0].timestamp - sent["n1"].timestamp if letters else 0
    scenario.expect(waited >= UNKNOWN_TTL_MS, f"a command for an unknown request waited only {waited} ms")


def _action(record):
    try:
        return json.loads(record.value)["action"]["id"]
    except (TypeError, ValueError, KeyError):
        return None


def _result(scenario, name):
    found = scenario.await_true(f"the result of {name}", lambda: scenario.results(name)) or [{}]
    scenario.expect(len(found) == 1, f"{name}: {len(found)} results")
    return found[0]
