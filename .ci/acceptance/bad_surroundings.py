"""Scenarios with bad surroundings: no key, a wrong key, no credits, no API, no Kafka, wrong topics."""
import re
import time

from processes import Stage
from scenario import PATIENCE, Scenario

WATCH_SECONDS = 10   # how long a bridge that has to wait is watched
MOST_PROBES = 12     # API calls in such a span: a probe per backoff, not a loop
STARTS = 5           # how often an end at start is tried: what else is starting makes a difference
UNREACHABLE = re.compile(r"refused|reach|unavailable|not available|\bdown\b|not answer|could not|cannot|connect|timed out", re.IGNORECASE)
TOPICS = ("task-requests", "task-commands", "tool-replies", "task-status", "task-results", "action-results", "tool-requests",
          "dead-letters", "bridge-ledger")


def missing_key(command, keep):
    with Stage("missing-key", command, keep, broker=False, api=False) as stage:
        scenario = Scenario(stage)
        bridge = stage.start_bridge(without=("BRIDGE_API_KEY",))
        _must_end(scenario, bridge, 20)
        naming = [line for line in bridge.lines() if "BRIDGE_API_KEY" in line]
        scenario.expect(len(naming) == 1, f"{len(naming)} lines name BRIDGE_API_KEY: {bridge.lines()[-5:]}")
        _no_stack_trace(scenario, bridge)
        stage.keep |= bool(scenario.findings)
    return scenario.findings, scenario.notes


def wrong_key(command, keep):
    """401, and two texts of 403 that speak of authentication: nothing is burnt, few calls, all goes on when the key is taken."""
    with Stage("wrong-key", command, keep) as stage:
        scenario = Scenario(stage)
        stage.api.switch(auth="401")
        bridge = stage.start_bridge()
        scenario.await_true("a live bridge", lambda: bridge.health("live")[0] == 200)
        scenario.await_true("the topics", lambda: set(TOPICS) <= stage.kafka.partitions().keys())
        try:
            scenario.follow()
            done = []
            for auth in ("401", "403", "403-key"):
                stage.api.switch(auth=auth)
                names = [f"kept-{auth}-{n}" for n in range(20)]
                for place, name in enumerate(names):
                    scenario.send_good(name, partition=place % 4)
                _watch_waiting(scenario, bridge, f"key refused with {auth}", done)
                stage.api.switch(auth="ok")
                scenario.await_done(names, 90)
                done += names
        finally:
            scenario.close()
            scenario.judge_log()
            stage.keep |= bool(scenario.findings)
    return scenario.findings, scenario.notes


def refused_for_now(command, keep):
    """Both 429s, no credits and too many sessions: the requests wait, and go on when there is room again."""
    with Stage("credits", command, keep) as stage:
        scenario = Scenario(stage)
        bridge = stage.start_bridge()
        bridge.wait_ready()
        scenario.follow()
        try:
            done = []
            for name, off, on in (("no credits", {"credits": False}, {"credits": True}),
                                  ("too many sessions", {"rate_limited": True}, {"rate_limited": False})):
                stage.api.switch(**off)
                names = [f"kept-{name.replace(' ', '-')}-{n}" for n in range(20)]
                for place, request in enumerate(names):
                    scenario.send_good(request, partition=place % 4)
                _watch_waiting(scenario, bridge, name, done, bounded=name == "no credits")
                scenario.expect(bridge.health("ready")[0] == 200, f"{name}: the bridge is not ready, though nothing is wrong with it")
                stage.api.switch(**on)
                scenario.await_done(names, 120)
                done += names
        finally:
            scenario.close()
            scenario.judge_log()
            stage.keep |= bool(scenario.findings)
    return scenario.findings, scenario.notes


def _watch_waiting(scenario, bridge, why, done, bounded=True):
    """The first refusals may come in a burst; after that the number of calls is what is judged."""
    api = scenario.stage.api
    scenario.await_true(f"{why}: a first call to the API", lambda: _refusals(api) > 0, 30)
    time.sleep(3)
    before = api.counts()["total"]
    time.sleep(WATCH_SECONDS)
    calls = api.counts()["total"] - before
    scenario.note(f"{why}: {calls} API calls in {WATCH_SECONDS} s of waiting; readiness: {scenario.readiness(bridge)}")
    scenario.expect(not bounded or calls <= MOST_PROBES, f"{why}: {calls} API calls in {WATCH_SECONDS} s of waiting")
    burnt = [r.get("request_id") for r in scenario.all_results() if r.get("request_id") not in done]
    scenario.expect(not burnt, f"{why}: {len(burnt)} requests were given a result: {burnt[:3]}")
    scenario.expect(not scenario.dead_letters(), f"{why}: {len(scenario.dead_letters())} dead letters")
    scenario.expect(bridge.health("live")[0] == 200, f"{why}: the bridge is not live")


def _refusals(api):
    return sum(count for kind, count in api.counts()["kinds"].items() if kind.endswith((" 401", " 403", " 429")))


def api_down_at_start(command, keep):
    with Stage("api-down", command, keep) as stage:
        scenario = Scenario(stage)
        stage.api.switch(down=True)
        bridge = stage.start_bridge()
        scenario.await_true("a live bridge", lambda: bridge.health("live")[0] == 200)
        scenario.await_true("the topics", lambda: set(TOPICS) <= stage.kafka.partitions().keys())
        try:
            scenario.follow()
            names = [f"waits-{n}" for n in range(10)]
            for place, name in enumerate(names):
                scenario.send_good(name, partition=place % 4)
            time.sleep(WATCH_SECONDS)
            scenario.expect(bridge.health("live")[0] == 200, "the bridge is not live while the API is down")
            scenario.nothing_burnt("while the API is down")
            _, down = scenario.readiness(bridge)
            telling = [line for line in bridge.lines() if _tells_of_api(line, stage.api.port)]
            scenario.expect(len(telling) == 1, f"{len(telling)} log lines say that the API cannot be reached: {telling[:3]}")
            stage.api.switch(down=False)
            scenario.await_done(names)
            _, up = scenario.readiness(bridge)
            scenario.note(f"readiness while down: {down}; after: {up}")
            scenario.expect(re.search(r"api", down, re.IGNORECASE) and down != up, f"readiness does not say that the API is down: {down}")
            scenario.expect(bridge.health("ready")[0] == 200, "the bridge is not ready after the API came up")
        finally:
            scenario.close()
            scenario.judge_log()
            stage.keep |= bool(scenario.findings)
    return scenario.findings, scenario.notes


def _tells_of_api(line, port):
    return not line.startswith(("\t", "Caused by")) and ("API" in line or f":{port}" in line) and UNREACHABLE.search(line)


def kafka_down_at_start(command, keep):
    with Stage("kafka-down", command, keep, broker=False) as stage:
        scenario = Scenario(stage)
        bridge = stage.start_bridge()
        scenario.await_true("a live bridge", lambda: bridge.health("live")[0] == 200)
        time.sleep(WATCH_SECONDS)
        scenario.expect(bridge.running(), f"the bridge ended: {bridge.lines()[-5:]}")
        scenario.expect(bridge.health("ready")[0] != 200, "the bridge says it is ready without Kafka")
        telling = [line for line in bridge.lines() if ("Kafka" in line or str(stage.broker_port) in line) and UNREACHABLE.search(line)]
        scenario.expect(telling, "no log line says that Kafka cannot be reached")
        per_second = len(bridge.loud_lines()) / WATCH_SECONDS
        scenario.note(f"live: {bridge.health('live')[0]}, {per_second:.1f} lines above INFO per second, such as: {bridge.loud_lines()[:1]}")
        scenario.expect(per_second <= 5, f"{per_second:.1f} log lines above INFO per second while Kafka is down")
        stage.start_broker()
        if bridge.running() and scenario.await_true("readiness after Kafka came up", lambda: bridge.health("ready")[0] == 200):
            scenario.follow()
            scenario.send_good("after-kafka")
            scenario.await_done(["after-kafka"])
        scenario.close()
        scenario.judge_log()
        stage.keep |= bool(scenario.findings)
    return scenario.findings, scenario.notes


def wrong_topics(command, keep):
    """Topics as a first bridge made them, then one that is missing, then one with another number of partitions."""
    with Stage("topics", command, keep) as stage:
        scenario = Scenario(stage)
        bridge = stage.start_bridge(BRIDGE_TOPICS_PARTITIONS="3")
        bridge.wait_ready()
        bridge.stop()
        for _ in range(STARTS):
            bridge = stage.start_bridge(BRIDGE_TOPICS_CREATE="false", BRIDGE_TOPICS_REPLIES="no-such-topic")
            _must_name(scenario, bridge, "no-such-topic")
        scenario.expect("no-such-topic" not in stage.kafka.partitions(), "the topic was created though BRIDGE_TOPICS_CREATE=false")
        stage.topics("--create", "--topic", "four-partitions", "--partitions", "4")
        bridge = stage.start_bridge(BRIDGE_TOPICS_PARTITIONS="3", BRIDGE_TOPICS_REPLIES="four-partitions")
        _must_name(scenario, bridge, "task-requests", "four-partitions", "3", "4")
        stage.keep |= bool(scenario.findings)
    return scenario.findings, scenario.notes


def _must_name(scenario, bridge, *parts):
    """It ends with one sentence that names all of these."""
    _must_end(scenario, bridge, PATIENCE)
    naming = [line for line in bridge.lines() if all(part in line for part in parts) and _is_error(line)]
    scenario.expect(naming, f"no error line names {parts}: {bridge.lines()[-5:]}")
    scenario.note(f"it says: {naming[:1]}")
    _no_stack_trace(scenario, bridge)


def _is_error(line):
    return " INFO " not in line and " DEBUG " not in line


def _must_end(scenario, bridge, seconds):
    if scenario.await_true("the end of the bridge", lambda: not bridge.running(), seconds):
        scenario.expect(bridge.child.returncode not in (0, None), "its exit code is 0")
        scenario.note(f"exit code {bridge.child.returncode} after {time.monotonic() - bridge.started:.1f} s, {len(bridge.lines())} lines")


def _no_stack_trace(scenario, bridge):
    """But for the one that says where a slow machine made a thread wait: that says nothing of the mistake."""
    trace, of_slowness = [], False
    for line in bridge.lines():
        if not line.startswith(("\tat ", "Caused by:")):
            of_slowness = "BlockedThreadChecker" in line
        elif not of_slowness:
            trace.append(line)
    scenario.expect(not trace, f"a stack trace of {len(trace)} lines instead of a sentence")
