"""The tasks behind the independent task API: what an agent does with a submitted request, on the event loop's clock.

What a task does is read from the `metadata` of its request:
  start_ms, run_ms   how long it is `waiting`, and how long it runs (with tools: how long it thinks between calls)
  outcome            `done` (default) or `failed`
  calls              how many calls of custom tools, one after the other (default 2 when there are `custom_tools`)
  action_ms          how long each action of a session takes; they are done one after the other (default 100)
  twin               true: two calls that carry the same millisecond, the second visible 700 ms after the first
"""
import asyncio
import itertools
import time

TERMINAL = ("done", "failed", "cancelled")
RECORDING_DELAY_S = 1.0
ACTIONS = {"browser_action": {"goto": "url", "extract": "schema", "evaluate_js": "js"}, "session_action": {"run_task": "task", "close": None}}
_counter = itertools.count(1)


def now_ms():
    return time.time_ns() // 1_000_000


class Task:
    """One task: its status, its events, and every reply it was given, right or wrong."""

    def __init__(self, body, loop):
        self.id = f"tsk_{next(_counter):06d}"
        self.body = body
        self.loop = loop
        self.created_at = now_ms()
        self.status = "waiting"
        self.output = None
        self.live_url = None
        self.recording_url = None
        self.downloads_url = None
        self.events = []
        self.calls = {}
        self.replies = []
        self.cancels = []
        self.actions = []
        self.acting = self.closing = False
        self.changed = asyncio.Event()
        metadata = body.get("metadata") or {}
        self.outcome = metadata.get("outcome", "done")
        self.action_s = metadata.get("action_ms", 100) / 1000
        self.run_s = metadata.get("run_ms", 1500) / 1000
        self.twin = bool(metadata.get("twin"))
        self.calls_left = metadata.get("calls", 2) if body.get("custom_tools") else 0
        if body.get("task") is None:
            self._start()
        else:
            loop.call_later(metadata.get("start_ms", 300) / 1000, self._start)

    def snapshot(self, event_t=None, downloads=False):
        seen = {
            "id": self.id, "status": self.status, "output": self.output, "device": self.body.get("device", "desktop"),
            "credits_used": 3 if self.status in TERMINAL else None, "live_url": self.live_url,
            "recording_url": self.recording_url, "created_at": self.created_at, "region": "eu-1",
        }
        seen["downloads_url"] = self.downloads_url if downloads else None
        if event_t is not None:
            seen["events"] = [e for e in self.events if e["timestamp"] > event_t]
        return seen

    def finished(self):
        return self.status in TERMINAL

    def cancel(self):
        self.cancels.append({"t": now_ms(), "accepted": not self.finished()})
        if self.finished():
            return False
        self._finish("cancelled")
        return True

    def take_event(self, event):
        """Answers (http status, detail or event id) the way POST /task/{id}/event does."""
        if self.finished():
            return 400, "Session closed"
        name, payload = event.get("name"), event.get("payload")
        if not isinstance(payload, dict) or name not in ("tool_call", "browser_action", "session_action"):
            return 400, "Invalid event"
        if name != "tool_call":
            return self._act(name, payload, event.get("id") or f"evt_{next(_counter)}")
        call = self.calls.get(event.get("id"))
        if call is None or "code" not in payload:
            return 400, "Invalid event"
        if call["answered"]:
            return 400, "Tool call already answered"
        call["answered"] = True
        if all(c["answered"] for c in self.calls.values()):
            self.loop.call_later(self.run_s, self._next)
        return 200, event["id"]

    def _start(self):
        if self.finished():
            return
        self.status = "running"
        self.live_url = f"https://live.example/{self.id}"
        self._tell()
        if self.body.get("task") is not None:
            self.loop.call_later(self.run_s, self._next)

    def _next(self):
        if self.finished():
            return
        if self.calls_left <= 0:
            self._finish(self.outcome)
        elif self.twin and self.calls_left >= 2:
            first = self._call(now_ms())
            self.loop.call_later(0.7, self._call, first["timestamp"])
        else:
            self._call(now_ms())

    def _call(self, timestamp):
        if self.finished():
            return None
        tools = self.body["custom_tools"]
        number = len(self.calls)
        tool = tools[number % len(tools)]["name"]
        self.calls_left -= 1
        event = {"id": f"{self.id}-call-{number + 1}", "name": "tool_call", "timestamp": timestamp,
                 "payload": {"name": tool, "input": {"city": "Zürich", "number": number + 1}}}
        self.calls[event["id"]] = {"tool": tool, "input": event["payload"]["input"], "answered": False}
        self.events.append(event)
        self._tell()
        return event

    def _act(self, name, payload, event_id):
        if self.body.get("task") is not None or payload.get("name") not in ACTIONS[name]:
            return 400, "Invalid event"
        if self.closing:
            return 400, "Session closed"
        self.closing = payload["name"] == "close"
        self.actions.append((name, payload, event_id))
        self._do_next()
        return 200, event_id

    def _do_next(self):
        if self.actions and not self.acting and not self.finished():
            self.acting = True
            self.loop.call_later(self.action_s, self._answer, *self.actions.pop(0))

    def _answer(self, name, payload, event_id):
        if self.finished():
            return
        self.acting = False
        needed = ACTIONS[name][payload["name"]]
        code = 200 if needed is None or needed in (payload.get("input") or {}) else 400
        output = {"did": payload["name"]} if code == 200 else f"{needed} is missing"
        self.events.append({"id": event_id, "name": name, "payload": {"code": code, "output": output}, "timestamp": now_ms()})
        if payload["name"] == "close":
            self._finish("done")
        else:
            self._tell()
            self._do_next()

    def _finish(self, status):
        self.status = status
        text = self.body.get("task")
        self.output = {"answer_to": text} if status == "done" else "The page did not load" if status == "failed" else None
        self.downloads_url = ""
        if self.body.get("enable_recording", True) and status != "cancelled":
            self.loop.call_later(RECORDING_DELAY_S, self._recorded)
        else:
            self.recording_url = ""
        self._tell()

    def _recorded(self):
        self.recording_url = f"https://recording.example/{self.id}.mp4"
        self._tell()

    def _tell(self):
        self.changed.set()
        self.changed = asyncio.Event()
