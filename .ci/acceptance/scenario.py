"""What the scenarios of bad input share: requests that must end well, outputs as they arrive, and expectations."""
import json

from evidence import dead_letter, origin, unlike_original, value_of
from processes import wait_for

TOOLS = [{"name": "weather", "description": "The weather of a city", "inputs": {"city": {"type": "string"}}, "output": "degrees"}]
PATIENCE = 60  # seconds for anything that has to happen


class Scenario:
    def __init__(self, stage):
        self.stage = stage
        self.findings = []
        self.notes = []
        self._results, self._dead, self._calls = [], [], []
        self._followers = []

    def expect(self, condition, text):
        if not condition:
            self.findings.append(text)
        return condition

    def note(self, text):
        self.notes.append(text)

    def follow(self):
        """Begins to read the outputs; the topics must exist."""
        for topic, seen in (("task-results", self._results), ("dead-letters", self._dead), ("tool-requests", self._calls)):
            self._followers.append(self.stage.kafka.follow(topic, seen.append))

    def close(self):
        for follower in self._followers:
            follower.close()

    def send_good(self, name, partition=0, key=None, keyless=False, **more):
        """A request that must end `done`. `bridge` options and fields of the body come as keywords."""
        options = {"request_id": name, **more.pop("bridge", {})}
        body = {"task": f"good {name}", "enable_recording": False, "metadata": {"start_ms": 100, "run_ms": 200, **more.pop("metadata", {})},
                **more, "bridge": options}
        value = json.dumps(body).encode()
        if keyless:
            self.stage.kafka.send_without_key("task-requests", value, partition)
        else:
            self.stage.kafka.send("task-requests", value, key=f"key-{name}" if key is None else key, partition=partition)

    def results(self, name):
        return [value for value in map(value_of, list(self._results)) if value.get("request_id") == name]

    def results_by_key(self, key):
        return [value_of(record) for record in list(self._results) if record.key == key.encode()]

    def all_results(self):
        return [value_of(record) for record in list(self._results)]

    def result_records(self):
        return list(self._results)

    def dead_letters(self):
        return list(self._dead)

    def calls(self, name):
        return [record for record in list(self._calls) if value_of(record).get("request_id") == name]

    def await_done(self, names, seconds=PATIENCE):
        """Waits for the results of these requests, each of which must be `done`."""
        try:
            wait_for("results", lambda: all(self.results(name) for name in names), seconds)
        except TimeoutError:
            pass
        missing = [name for name in names if not self.results(name)]
        self.expect(not missing, f"no result within {seconds} s: {missing}")
        for name in names:
            for result in self.results(name)[:1]:
                self.expect(result.get("status") == "done", f"{name} is {result.get('status')}: {result.get('error')}")

    def await_true(self, what, condition, seconds=PATIENCE):
        try:
            return wait_for(what, condition, seconds)
        except TimeoutError as late:
            self.findings.append(str(late))
            return None

    def dead_letter_of(self, record):
        return [letter for letter in self.dead_letters() if origin(letter) == (record.topic, record.partition, record.offset)]

    def judge_dead_letter(self, name, record, codes):
        """Exactly one dead letter for that record, with a fitting code and the record as it was."""
        letters = self.dead_letter_of(record)
        if not self.expect(len(letters) == 1, f"{name}: {len(letters)} dead letters"):
            return
        code = letters[0].header("dead-letter-code")
        self.note(f"{name}: {code}: {letters[0].header('dead-letter-reason')}")
        self.expect(code in codes, f"{name}: {dead_letter(letters[0])}, expected one of {sorted(codes)}")
        for said in ("reason", "cause"):
            self.expect((letters[0].header(f"dead-letter-{said}") or "").strip(), f"{name}: its dead letter gives no {said}")
        headers = [(header, (value or b"").decode("utf-8", "replace")) for header, value in record.headers]
        for difference in unlike_original(letters[0], record.key, record.value, headers):
            self.findings.append(f"{name}: {difference}")

    def judge_log(self):
        """Bad input is no error of the bridge: it may warn, but an ERROR would be a defect of its own."""
        errors = [line for bridge in self.stage.bridges() for line in bridge.loud_lines() if "WARN" not in line[:60]]
        self.expect(not errors, f"{len(errors)} errors in the log: {errors[:2]}")

    def readiness(self, bridge):
        """(http status, its JSON as text), for a person to read and a test to compare."""
        status, body = bridge.health("ready")
        return status, json.dumps(body, sort_keys=True)

    def nothing_burnt(self, why):
        ended = self.all_results()
        self.expect(not ended, f"{why}: {len(ended)} requests were given a result: {ended[:2]}")
        self.expect(not self.dead_letters(), f"{why}: dead letters {[dead_letter(r) for r in self.dead_letters()[:2]]}")
