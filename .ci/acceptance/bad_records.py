"""Records that nobody should send, and what CONTRACT says has to become of them."""
import base64
import json
from dataclasses import dataclass

UNREADABLE = frozenset({"INVALID_JSON", "INVALID_REQUEST"})
INVALID = frozenset({"INVALID_REQUEST"})
DEEP = 100_000


@dataclass(frozen=True)
class Bad:
    """`codes`: dead-letter codes that fit. `result`: `rejected` where the record can be read as a request, `free` where it cannot:
    then a dead letter is all that is promised, and a rejected result beside it does no harm."""
    name: str
    value: bytes | None
    codes: frozenset
    result: str = "rejected"
    headers: tuple = ()


def _json(body):
    return json.dumps(body).encode()


def _option(name, value):
    return Bad(f"bridge.{name} = {json.dumps(value)}", _json({"task": "must not run", "bridge": {name: value}}), INVALID)


REQUESTS = (
    Bad("not JSON", b"this is not JSON", UNREADABLE, "free"),
    Bad("half an object", b'{"task": "cut o', UNREADABLE, "free"),
    Bad("two values", b'{"task": "must not run"} {"task": "nor this"}', UNREADABLE, "free"),
    Bad("JSON array", b'[{"task": "must not run"}]', UNREADABLE, "free"),
    Bad("number", b"42", UNREADABLE, "free"),
    Bad("JSON null", b"null", UNREADABLE, "free"),
    Bad("null value", None, UNREADABLE, "free"),
    Bad("empty value", b"", UNREADABLE, "free"),
    Bad("invalid UTF-8", b'{"task": "\xff\xfe\xc3\x28", "bridge": {"request_id": "utf"}}', UNREADABLE, "free"),
    Bad("binary", bytes(range(256)) * 4, UNREADABLE, "free"),
    Bad("2 MB value", _json({"task": "x" * 2_000_000}), frozenset({"TOO_LARGE"}), "free"),
    Bad("nested 100,000 deep", b'{"task": "must not run", "x": ' + b"[" * DEEP + b"]" * DEEP + b"}",
        UNREADABLE | {"TOO_LARGE"}, "free"),
    Bad("an exponent that nobody can hold", b'{"task": "must not run", "x": 1e99999999999}', UNREADABLE, "free"),
    Bad("task = 42", _json({"task": 42}), INVALID | {"API_REJECTED"}),
    Bad("bridge = 7", _json({"task": "must not run", "bridge": 7}), INVALID),
    _option("deadline", "soon"),
    _option("deadline", 5),
    _option("request_id", 5),
    _option("tool_timeout", []),
    _option("tool_timeout", "PT-5S"),
    _option("artifacts_timeout", "half a minute"),
    _option("on_ambiguous_submit", "perhaps"),
    Bad("refused by the API", _json({"task": "must not run", "max_steps": 1}), frozenset({"API_REJECTED"})),
    Bad("a feature the plan lacks", _json({"task": "must not run", "stealth_mode": True}), frozenset({"API_FORBIDDEN", "API_REJECTED"}),
        headers=(("x-origin", "a, b=c"), ("x-empty", ""), ("x-origin", "again"))),
)

def _event(name):
    return (("ce_specversion", "1.0"), ("ce_id", name), ("ce_source", "/test"), ("ce_type", "test"))


def _attached(name, attachment):
    return Bad(name, _json({"task": "must not run", "bridge": {"attachments": [attachment]}}), frozenset({"ATTACHMENT_REFUSED"}))


def _action(title, **action):
    return Bad(title, _json({"request_id": "nobody", "command": "action", "action": action}), frozenset({"INVALID_COMMAND"}), "none")


REQUESTS += (
    _option("deadline", "PT0S"),
    _option("deadline", "P9999Y"),
    _option("deadline", "+10000-01-01T00:00:00Z"),
    Bad("an event without a value", None, INVALID, headers=_event("bad-event-1")),
    Bad("an event that is an array", b"[1]", INVALID, headers=_event("bad-event-2")),
    Bad("an event that is not JSON", b"{", frozenset({"INVALID_JSON"}), headers=_event("bad-event-3")),
    Bad("an event of 2 MB", _json({"task": "x" * 2_000_000}), frozenset({"TOO_LARGE"}), headers=_event("bad-event-4")),
    _option("ensure_profile", "yes"),
    _attached("attachment that is not base64", {"name": "a.txt", "content_base64": "%%%"}),
    _attached("attachment that is too large", {"name": "a.txt", "content_base64": base64.b64encode(bytes(100_001)).decode()}),
    _attached("attachment without a name", {"content_base64": ""}),
    _attached("attachment of nothing", {"name": "a.txt"}),
    _attached("attachment from where the clouds keep their keys", {"name": "a.txt", "url": "http://169.254.169.254/latest/meta-data"}),
    _attached("attachment from a file", {"name": "a.txt", "url": "file://localhost/etc/passwd"}),
    Bad("a profile that is not there", _json({"task": "must not run", "profile_id": "nobody"}), frozenset({"API_REJECTED"})),
)

COMMANDS = (
    _action("action nobody knows", id="x1", name="dance", input={}),
    _action("goto without a url", id="x2", name="goto", input={"uri": "https://example.com"}),
    _action("extract whose schema is a text", id="x3", name="extract", input={"schema": "all"}),
    _action("action without an id", name="close"),
    Bad("cancel of an unknown request", _json({"request_id": "nobody", "command": "cancel"}),
        frozenset({"UNKNOWN_REQUEST", "COMMAND_REFUSED", "INVALID_COMMAND"}), "none"),
    Bad("command that is not JSON", b"cancel!", frozenset({"INVALID_COMMAND", "INVALID_JSON", "COMMAND_REFUSED"}), "none"),
    Bad("command nobody knows", _json({"request_id": "nobody", "command": "dance"}),
        frozenset({"INVALID_COMMAND", "COMMAND_REFUSED", "UNKNOWN_REQUEST"}), "none"),
    Bad("command with an exponent that nobody can hold", b'{"request_id": "nobody", "command": "cancel", "x": -1e99999999999}',
        frozenset({"INVALID_JSON"}), "none"),
    Bad("null command", None, frozenset({"INVALID_COMMAND", "INVALID_JSON", "COMMAND_REFUSED"}), "none"),
)

REPLIES = (
    Bad("reply to nothing", _json({"correlation_id": "nobody", "code": 200, "output": 1}), frozenset({"TOOL_CALL_UNKNOWN"}), "none"),
    Bad("reply that is not JSON", b"21 degrees", frozenset({"TOOL_REPLY_INVALID"}), "none"),
    Bad("reply that is an array", b"[1]", frozenset({"TOOL_REPLY_INVALID"}), "none"),
    Bad("reply without correlation id", _json({"code": 200, "output": 1}), frozenset({"TOOL_REPLY_INVALID", "TOOL_CALL_UNKNOWN"}), "none"),
    Bad("reply whose id is a number", _json({"correlation_id": 5, "output": 1}),
        frozenset({"TOOL_REPLY_INVALID", "TOOL_CALL_UNKNOWN"}), "none"),
    Bad("reply with an exponent that nobody can hold", b'{"correlation_id": "nobody", "output": 1e-99999999999}',
        frozenset({"TOOL_REPLY_INVALID"}), "none"),
    Bad("null reply", None, frozenset({"TOOL_REPLY_INVALID"}), "none"),
    Bad("unknown reply by header, a text", b"21 degrees", frozenset({"TOOL_CALL_UNKNOWN"}), "none", (("REPLY_CORRELATION_ID", "nobody"),)),
    Bad("unknown reply by header, no UTF-8", b"\xff\xfe", frozenset({"TOOL_REPLY_INVALID"}), "none", (("REPLY_CORRELATION_ID", "nobody"),)),
    Bad("reply whose correlation id is null", _json({"correlation_id": None, "output": 1}), frozenset({"TOOL_REPLY_INVALID"}), "none"),
    Bad("unknown reply by header", b'{"degrees": 1}', frozenset({"TOOL_CALL_UNKNOWN"}), "none", (("REPLY_CORRELATION_ID", "nobody"),)),
)
