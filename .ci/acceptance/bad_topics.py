"""Scenarios with bad records: each must become the right dead letter, and the next good record on that partition must go through."""
import contextlib
import json
import time

from bad_records import COMMANDS, REPLIES, REQUESTS, Bad
from evidence import value_of
from good_company import LARGEST_FILE, FileHost, keep_good_company
from kafka import LARGEST
from processes import Stage
from scenario import TOOLS, Scenario
from worker import output_for


@contextlib.contextmanager
def running(name, command, keep, broker_settings=(f"message.max.bytes={LARGEST}",), backlog=None, **settings):
    """A scenario with a running bridge. `backlog` sends records while no bridge runs: the next one finds them all in one batch."""
    with Stage(name, command, keep, broker_settings=broker_settings) as stage:
        bridge = stage.start_bridge(**settings)
        bridge.wait_ready()
        scenario = Scenario(stage)
        scenario.follow()
        if backlog:
            bridge.stop()
            backlog(scenario)
            bridge = stage.start_bridge(**settings)
        try:
            yield scenario
            scenario.expect(bridge.running(), "the bridge ended")
        finally:
            scenario.close()
            scenario.judge_log()
            stage.keep |= bool(scenario.findings)


def send_bad(scenario, topic, cases):
    """Sends each bad record to partition 0, a good request behind it."""
    for number, case in enumerate(cases):
        scenario.stage.kafka.send(topic, case.value, key=f"bad-{topic}-{number}", partition=0, headers=case.headers)
        scenario.send_good(f"after-{topic}-{number}")


def judge_bad(scenario, topic, cases):
    by_key = {f"bad-{topic}-{number}".encode(): case for number, case in enumerate(cases)}
    sent = {record.key: record for record in scenario.stage.kafka.read(topic) if record.key in by_key}
    scenario.await_done([f"after-{topic}-{number}" for number in range(len(by_key))])
    scenario.await_true(f"a dead letter for each bad record of {topic}", lambda: all(map(scenario.dead_letter_of, sent.values())), 30)
    time.sleep(1)  # time for a second one
    for key, case in by_key.items():
        scenario.judge_dead_letter(case.name, sent[key], case.codes)
        results = scenario.results_by_key(key.decode())
        if case.result == "rejected":
            said = [(r.get("status"), (r.get("error") or {}).get("code")) for r in results]
            scenario.expect([status for status, _ in said] == ["rejected"] and said[0][1] in case.codes, f"{case.name}: its results are {said}")
        else:
            allowed = 1 if case.result == "free" else 0
            scenario.expect(len(results) <= allowed and all(r.get("status") == "rejected" for r in results), f"{case.name}: results {results}")


def _send_requests_and_commands(scenario):
    send_bad(scenario, "task-requests", REQUESTS)
    send_bad(scenario, "task-commands", COMMANDS)


def _judge_requests_and_commands(scenario):
    judge_bad(scenario, "task-requests", REQUESTS)
    judge_bad(scenario, "task-commands", COMMANDS)
    accepted = [post["body"] for post in scenario.stage.api.record()["submissions"] if post["status"] == 200]
    scenario.expect(all(str(body["task"]).startswith("good") for body in accepted), "a bad request was run by the API")


def in_one_batch(command, keep):
    """Bad records that wait for a bridge, neighbours of good ones in a batch; on the same bridge then replies and duplicates."""
    limits = {"BRIDGE_ATTACHMENTS_MAX_BYTES": str(LARGEST_FILE)}
    with running("batch", command, keep, backlog=_send_requests_and_commands, **limits) as scenario:
        _judge_requests_and_commands(scenario)
        _replies(scenario)
        _duplicates(scenario)
        _duplicate_elsewhere(scenario)
    return scenario.findings, scenario.notes


def one_by_one(command, keep):
    """The same records to a bridge that runs; on it then sessions, files, profiles and deadlines, right ones and wrong ones."""
    with contextlib.closing(FileHost()) as host, running("records", command, keep, **host.settings()) as scenario:
        _send_requests_and_commands(scenario)
        _judge_requests_and_commands(scenario)
        _odd_but_legal(scenario)
        keep_good_company(scenario, host)
    return scenario.findings, scenario.notes


def _odd_but_legal(scenario):
    """No key: outputs are keyed by the request id. Half a surrogate pair: legal JSON; it may be refused, never stop the partition."""
    body = {"task": "good nobody", "enable_recording": False, "metadata": {"run_ms": 200}, "bridge": {"request_id": "keyless"}}
    value = json.dumps(body).encode()
    scenario.stage.kafka.send_without_key("task-requests", value, partition=0)
    scenario.stage.kafka.send("task-requests", b'{"task": "good \\ud800", "bridge": {"request_id": "surrogate"}}', "odd", 0)
    scenario.send_good("after-odd")
    scenario.await_done(["keyless", "after-odd"])
    keys = {record.key for record in scenario.result_records() if value_of(record).get("request_id") == "keyless"}
    scenario.expect(keys == {b"keyless"}, f"a request without key: its result has key {keys}, not its request id")
    scenario.await_true("an end of the request with half a surrogate pair", lambda: scenario.results("surrogate"), 20)
    scenario.note(f"half a surrogate pair: {[r.get('status') for r in scenario.results('surrogate')]}")


def _replies(scenario):
    ask = {"custom_tools": TOOLS, "metadata": {"calls": 1}}
    scenario.send_good("twice", **ask)
    scenario.send_good("late", **ask, bridge={"tool_timeout": "PT2S"})
    scenario.send_good("garbled", **ask)
    scenario.send_good("twins", custom_tools=TOOLS, metadata={"calls": 2, "twin": True})
    send_bad(scenario, "tool-replies", REPLIES)
    judge_bad(scenario, "tool-replies", REPLIES)
    _garbled(scenario)
    _twins(scenario)
    second = _answer_twice(scenario)
    late = _too_late(scenario)
    scenario.await_done(["twice", "late", "garbled", "twins"])
    for name, value in (("second reply", second), ("late reply", late)):
        _expect_letter(scenario, name, value, "TOOL_CALL_CLOSED")
    _judge_answers(scenario)


def _reply(scenario, call, **fields):
    value = {"correlation_id": value_of(call).get("correlation_id"), "code": 200, "output": output_for(value_of(call)), **fields}
    data = json.dumps(value).encode()
    scenario.stage.kafka.send("tool-replies", data, key="reply", partition=0)
    return data


def _call(scenario, name):
    found = scenario.await_true(f"the tool call of {name}", lambda: scenario.calls(name), 30)
    if not found:
        raise RuntimeError(f"no tool call of {name}")
    return found[0]


def _garbled(scenario):
    """A reply to the right call with a code that is no number is a dead letter, and the call stays open for a right one."""
    call = _call(scenario, "garbled")
    bad = _reply(scenario, call, code="ok")
    _expect_letter(scenario, "reply whose code is a text", bad, "TOOL_REPLY_INVALID")
    _reply(scenario, call)


def _twins(scenario):
    """Two calls in one millisecond, the second seen later: both are published, once each."""
    scenario.await_true("two calls of one millisecond", lambda: len(scenario.calls("twins")) >= 2, 20)
    for call in scenario.calls("twins"):
        _reply(scenario, call)


def _answer_twice(scenario):
    call = _call(scenario, "twice")
    _reply(scenario, call)
    return _reply(scenario, call, output="a second answer")


def _too_late(scenario):
    call = _call(scenario, "late")

    def timed_out():
        tasks = scenario.stage.api.record()["tasks"]
        return tasks[value_of(call)["task_id"]]["replies"]

    answers = scenario.await_true("the bridge's own answer after tool_timeout", timed_out, 30) or [{"event": None}]
    payload = (answers[0]["event"] or {}).get("payload") or {}
    scenario.expect(payload.get("code") == 500 and "no reply within" in str(payload.get("output")).lower(),
                    f"late: the API got {answers[0]['event']}, not code 500 and 'no reply within ...'")
    return _reply(scenario, call)


def _expect_letter(scenario, name, value, code):
    def letter():
        return [r for r in scenario.dead_letters() if r.value == value and r.header("dead-letter-topic") == "tool-replies"]
    found = scenario.await_true(f"the dead letter of the {name}", letter, 20) or []
    codes = [r.header("dead-letter-code") for r in found]
    scenario.expect(codes == [code], f"{name}: dead letters {codes}, not {code}")


def _judge_answers(scenario):
    for task_id, task in scenario.stage.api.record()["tasks"].items():
        for call_id in task["calls"]:
            sent = [reply for reply in task["replies"] if (reply["event"] or {}).get("id") == call_id]
            scenario.expect(len(sent) == 1, f"{task_id}: call {call_id} was answered {len(sent)} times at the API")
    for name in ("twice", "late", "garbled", "twins"):
        ids = [value_of(call)["call_id"] for call in scenario.calls(name)]
        scenario.expect(len(ids) == len(set(ids)) == (2 if name == "twins" else 1), f"{name}: published calls {ids}")


def _duplicates(scenario):
    for _ in range(2):
        scenario.send_good("same")
        scenario.send_good("changed")
    scenario.send_good("changed", max_steps=20)
    scenario.send_good("after-duplicates")
    scenario.await_done(["same", "changed", "after-duplicates"])
    scenario.send_good("same")
    scenario.send_good("changed", max_steps=21)
    scenario.send_good("after-the-end")
    scenario.await_done(["after-the-end"])

    def codes():
        return [r.header("dead-letter-code") for r in scenario.dead_letters() if r.key in (b"key-same", b"key-changed")]

    scenario.await_true("two dead letters", lambda: len(codes()) >= 2, 20)
    time.sleep(2)  # time for what must not come
    scenario.expect(codes() == ["DUPLICATE_REQUEST_ID"] * 2, f"dead letters {codes()}, not two DUPLICATE_REQUEST_ID")
    _submitted_once(scenario, "same", "changed")


def _duplicate_elsewhere(scenario):
    """The same id and content again on another partition: what a producer without keys does when it tries again."""
    scenario.send_good("elsewhere", partition=0, keyless=True)
    scenario.send_good("elsewhere", partition=1, keyless=True)
    scenario.send_good("after-elsewhere", partition=1)
    scenario.await_done(["elsewhere", "after-elsewhere"])
    time.sleep(2)  # time for what must not come
    _submitted_once(scenario, "elsewhere")


def _submitted_once(scenario, *names):
    posts = [post["body"]["task"] for post in scenario.stage.api.record()["submissions"] if isinstance(post["body"], dict)]
    for name in names:
        scenario.expect(posts.count(f"good {name}") == 1, f"{name}: {posts.count(f'good {name}')} times at the API")
        scenario.expect(len(scenario.results(name)) == 1, f"{name}: {len(scenario.results(name))} results")


def large_value_on_a_default_broker(command, keep):
    """Compressed, 2 MB fit under a broker's default limit of 1 MB: the dead letter has to fit as well, and others go on."""
    with running("large", command, keep, broker_settings=()) as scenario:
        case = Bad("2 MB in a small record", b'{"task": "' + b"x" * 2_000_000 + b'"}', frozenset({"TOO_LARGE"}), "free")
        scenario.stage.kafka.send("task-requests", case.value, key="bad-task-requests-0", partition=0, compression="gzip")
        scenario.send_good("after-task-requests-0")
        judge_bad(scenario, "task-requests", (case,))
    return scenario.findings, scenario.notes
