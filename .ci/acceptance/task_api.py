#!/usr/bin/env python3
"""An independent HTTP server that speaks the task API, for acceptance tests. Standard library only.

  task_api.py --port 8081 --control-port 8082 --key secret [--hold-ms 0]

The API is on --port: POST/GET /task, GET/DELETE /task/{id}, POST /task/{id}/event, POST/DELETE /file, POST/GET/DELETE /profile. On the control port, which is always up:
  GET  /record    everything the API was asked, as JSON (also on --port)
  GET  /counts    only the figures of it
  POST /control   {"down": bool, "auth": "ok"|"401"|"403"|"403-key", "credits": bool, "rate_limited": bool, "hold_ms": n}
"""
import argparse
import asyncio
import collections
import json
import re
import signal
import sys
from urllib.parse import parse_qsl, urlsplit

from agent import TERMINAL, Task, now_ms
from assets import Assets, problem

REASONS = {200: "OK", 202: "Accepted", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
           405: "Method Not Allowed", 413: "Content Too Large", 422: "Unprocessable Entity", 429: "Too Many Requests"}
AUTH_ANSWERS = {"401": (401, "Unauthorized"), "403": (403, "Not authenticated"), "403-key": (403, "Invalid API key")}
TASK_PATH = re.compile(r"^/task/([^/]+)$")
EVENT_PATH = re.compile(r"^/task/([^/]+)/event$")


class TaskApi:
    def __init__(self, key, hold_ms=0):
        self.key = key
        self.switches = {"down": False, "auth": "ok", "credits": True, "rate_limited": False, "hold_ms": hold_ms}
        self.tasks = {}
        self.assets = Assets()
        self.submissions = []
        self.requests = []

    async def answer(self, method, target, headers, body):
        path, query = urlsplit(target).path, dict(parse_qsl(urlsplit(target).query))
        entry = [now_ms(), method, target, 0]
        self.requests.append(entry)
        entry[3], answer = await self._route(method, path, query, headers, body)
        return entry[3], answer

    async def _route(self, method, path, query, headers, body):
        refused = self._check_key(headers.get("apikey"))
        if refused:
            if method == "POST" and path == "/task":
                self._submitted(None, refused[0])
            return problem(*refused)
        about_assets = self.assets.answer(method, path, headers, body)
        if about_assets:
            return about_assets
        if path == "/task":
            return self._submit(body) if method == "POST" else self._list(query)
        match = EVENT_PATH.match(path) or TASK_PATH.match(path)
        task = self.tasks.get(match.group(1)) if match else None
        if match is None:
            return problem(404, "Not Found")
        if EVENT_PATH.match(path):
            return self._event(task, match.group(1), body)
        if task is None:
            return problem(404, "Task not found")
        if method == "DELETE":
            return (200, {"r": True}) if task.cancel() else problem(404, "Task not found or already completed")
        return await self._get(task, query)

    def _check_key(self, given):
        if self.switches["auth"] != "ok":
            return AUTH_ANSWERS[self.switches["auth"]]
        if not given:
            return AUTH_ANSWERS["403"]
        return None if given == self.key else AUTH_ANSWERS["401"]

    def _submit(self, raw):
        try:
            body = json.loads(raw)
        except ValueError:
            body = raw.decode("latin-1")
        status, answer = self._judge(body)
        task = None
        if status == 200:
            task = Task(body, asyncio.get_running_loop())
            self.tasks[task.id] = task
            answer = {"r": task.snapshot()}
        self._submitted(body, status, task)
        return status, answer

    def _judge(self, body):
        if self.switches["rate_limited"]:
            return problem(429, "Concurrent session limit reached")
        if not self.switches["credits"]:
            return problem(429, "API credits exhausted. Please upgrade your plan.")
        if not isinstance(body, dict):
            return invalid([], "Input should be a valid dictionary", "dict_type")
        if not (body.get("task") is None or isinstance(body["task"], str)):
            return invalid(["task"], "Input should be a valid string", "string_type")
        steps = body.get("max_steps", 32)
        if isinstance(steps, bool) or not isinstance(steps, int):
            return invalid(["max_steps"], "Input should be a valid integer", "int_type")
        if not 2 <= steps <= 128:
            return invalid(["max_steps"], "Input should be greater than or equal to 2 and at most 128", "range")
        if body.get("stealth_mode"):
            return problem(403, "Stealth mode is not available on your plan. Please upgrade.")
        missing = self.assets.objection(body)
        return problem(400, missing) if missing else (200, None)

    def _submitted(self, body, status, task=None):
        self.submissions.append({"t": now_ms(), "status": status, "body": body, "task_id": task.id if task else None})

    def _list(self, query):
        try:
            limit, before = int(query.get("l", 32)), int(query.get("t", 1 << 62))
        except ValueError:
            return invalid(["query"], "Input should be a valid integer", "int_parsing")
        if not 1 <= limit <= 128:
            return invalid(["query", "l"], "Input should be between 1 and 128", "range")
        newest_first = (t for t in reversed(self.tasks.values()) if t.created_at < before)
        return 200, {"r": [t.snapshot() for t, _ in zip(newest_first, range(limit))]}

    def _event(self, task, task_id, raw):
        try:
            event = json.loads(raw)
        except ValueError:
            event = None
        if task is None:
            return problem(404, "Task not found")
        status, said = task.take_event(event) if isinstance(event, dict) else (400, "Invalid event")
        task.replies.append({"t": now_ms(), "status": status, "event": event})
        return (200, {"r": {"id": said}}) if status == 200 else problem(status, said)

    async def _get(self, task, query):
        event_t = int(query["event_t"]) if "event_t" in query else None
        downloads = query.get("downloads", "").lower() == "true"
        hold_s = self.switches["hold_ms"] / 1000
        if event_t is not None and hold_s and not task.finished() and not task.snapshot(event_t)["events"]:
            try:
                await asyncio.wait_for(task.changed.wait(), hold_s)
            except asyncio.TimeoutError:
                pass
        return (200 if task.status in TERMINAL else 202), {"r": task.snapshot(event_t, downloads)}

    def counts(self):
        kinds = collections.Counter()
        for _, method, target, status in self.requests:
            path = urlsplit(target).path
            name = path if not path.startswith("/task/") else "/task/id/event" if path.endswith("/event") else "/task/id"
            kinds[f"{method} {name} {status}"] += 1
        return {"total": len(self.requests), "kinds": dict(sorted(kinds.items())),
                "accepted": len(self.tasks), "finished": sum(t.finished() for t in self.tasks.values()),
                "open_calls": sum(not c["answered"] for t in self.tasks.values() for c in t.calls.values())}

    def record(self):
        tasks = {t.id: {"status": t.status, "created_at": t.created_at, "output": t.output, "recording_url": t.recording_url,
                        "calls": t.calls, "events": t.events, "replies": t.replies, "cancels": t.cancels} for t in self.tasks.values()}
        return {"counts": self.counts(), "submissions": self.submissions, "tasks": tasks, "assets": self.assets.record(), "requests": self.requests}


def invalid(where, message, kind):
    return problem(422, [{"type": kind, "loc": ["body", *where], "msg": message}])


class HttpServer:
    """Just enough HTTP/1.1: keep-alive, Content-Length and chunked bodies; `stop` refuses and resets."""

    def __init__(self, port, answer):
        self.port, self.answer, self.server, self.writers = port, answer, None, set()

    async def start(self):
        if self.server is None:
            self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, backlog=1024)

    async def stop(self):
        if self.server is not None:
            self.server.close()
            for writer in list(self.writers):
                writer.transport.abort()
            self.server = None

    async def _serve(self, reader, writer):
        self.writers.add(writer)
        try:
            while await self._exchange(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            pass  # the client went away, or was sent away by stop()
        finally:
            self.writers.discard(writer)
            writer.close()

    async def _exchange(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = head[0].split(" ", 2)
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = await self._chunks(reader)
        else:
            body = await reader.readexactly(int(headers.get("content-length", 0)))
        status, answer = await self.answer(method, target, headers, body)
        data = json.dumps(answer, ensure_ascii=False).encode()
        writer.write(f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}\r\nContent-Type: application/json\r\n"
                     f"Content-Length: {len(data)}\r\n\r\n".encode() + data)
        await writer.drain()
        return headers.get("connection", "").lower() != "close"

    async def _chunks(self, reader):
        body = b""
        while True:
            size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
            chunk = await reader.readexactly(size + 2)
            if size == 0:
                return body
            body += chunk[:-2]


async def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--control-port", type=int, required=True)
    options.add_argument("--key", default="secret")
    options.add_argument("--hold-ms", type=int, default=0)
    args = options.parse_args()
    api = TaskApi(args.key, args.hold_ms)

    async def public(method, target, headers, body):
        return (200, api.record()) if target == "/record" else await api.answer(method, target, headers, body)

    async def control(method, target, headers, body):
        if target == "/record":
            return 200, api.record()
        if target == "/counts":
            return 200, api.counts()
        wanted = json.loads(body)
        unknown = wanted.keys() - api.switches.keys()
        if unknown or method != "POST":
            return problem(400, f"unknown switches: {sorted(unknown)}")
        api.switches.update(wanted)
        await (front.stop() if api.switches["down"] else front.start())
        return 200, api.switches

    front, back = HttpServer(args.port, public), HttpServer(args.control_port, control)
    await front.start()
    await back.start()
    print(f"task API on http://127.0.0.1:{args.port}, control on http://127.0.0.1:{args.control_port}", flush=True)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
