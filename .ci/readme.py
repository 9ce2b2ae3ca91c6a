#!/usr/bin/env python3
"""Runs the commands of README.md as they stand there, so that none is there which nobody runs.

  readme.py                 all of them but those in ELSEWHERE, against a broker and a task API of its own
  readme.py --print NAME    the command of that name

A fenced block ```sh needs a line before it that names it: <!-- run: NAME; OPTION; ... -->. Options:
  shows: TEXT   its output must contain the text; tried again until it does, for a minute
  with: ARGS    what is added to the command here, and said beside it in the README
  stays         it goes on in the background; the next command waits until the bridge is ready
Only what belongs to somebody else's cluster is replaced: the values of exported variables in SURROUNDINGS, and the port of health.
Records marked <!-- example: TOPIC --> must have only fields that a real record of that topic had in this run.
"""
import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "acceptance"))
from processes import KEY, Process, Stage, free_port, http, wait_for  # noqa: E402

README = HERE.parent / "README.md"
# Run by .ci/run, which asks for them by name.
ELSEWHERE = ("tests", "sandbox", "image", "sandbox-image", "containers", "overlay", "alerts")
BLOCK = re.compile(r"^(?:<!-- run: (?P<mark>[^\n]*?) -->\n)?```(?:sh|bash|shell|console)\n(?P<body>.*?)^```$", re.M | re.S)
EXAMPLE = re.compile(r"^<!-- example: (?P<topic>\S+) -->\n```json\n(?P<body>.*?)^```$", re.M | re.S)
PATIENCE_S = 60


class Command:
    def __init__(self, mark, body):
        name, *options = [part.strip() for part in mark.split(";")]
        self.name, self.body, self.stays, self.shows, self.added = name, body.strip(), False, None, ""
        for option in options:
            key, _, value = option.partition(":")
            if key == "stays":
                self.stays = True
            elif key == "shows":
                self.shows = value.strip()
            elif key == "with":
                self.added = " " + value.strip()
            else:
                raise SystemExit(f"README.md: the command '{name}' has an unknown option '{option}'")

    def text(self):
        return self.body + self.added


def commands():
    found = []
    for block in BLOCK.finditer(README.read_text()):
        if block["mark"] is None:
            raise SystemExit(f"README.md has a command that nobody runs; give it a name:\n{block['body']}")
        found.append(Command(block["mark"], block["body"]))
    return found


class Run:
    """The README's commands, one after the other, as one person with one shell would type them."""

    def __init__(self, stage):
        self.stage = stage
        self.management_port = free_port()
        self.surroundings = {"KAFKA_BOOTSTRAP_SERVERS": stage.address, "BRIDGE_API_KEY": KEY, "BRIDGE_TOPICS_REPLICATION_FACTOR": "1"}
        self.env = dict(os.environ, BRIDGE_API_URL=stage.api.url, QUARKUS_HTTP_PORT=str(free_port()),
                        QUARKUS_MANAGEMENT_PORT=str(self.management_port))
        self.bridge = None

    def run(self, command):
        print(f"--- {command.name}\n{command.text()}", flush=True)
        text = self._here(command.text())
        if command.stays:
            self.bridge = Background(text, self.stage.folder / "bridge.log", self.env)
            self.stage.processes.append(self.bridge)
            wait_for("readiness of the bridge", self._ready, PATIENCE_S)
        elif command.shows:
            wait_for(f"'{command.shows}' from '{command.name}'", lambda: command.shows in self._output(text), PATIENCE_S, every=0.5)
        else:
            self._output(text)

    def _here(self, text):
        def export(found):
            name = found[1]
            if name in self.surroundings:
                self.env[name] = self.surroundings[name]
            return found[0] if name not in self.surroundings else f"export {name}={self.surroundings[name]}"
        return re.sub(r"^export (\w+)=.*$", export, text, flags=re.M).replace("localhost:9000", f"localhost:{self.management_port}")

    def _output(self, text):
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", text], cwd=README.parent, env=self.env, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=300, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"exit code {done.returncode}: {done.stdout.decode()} {done.stderr.decode()}")
        return done.stdout.decode(errors="replace")

    def _ready(self):
        if not self.bridge.running():
            raise RuntimeError("the bridge ended:\n" + "\n".join(self.bridge.lines()[-15:]))
        return http(f"http://127.0.0.1:{self.management_port}/q/health/ready")[0] == 200


class Background(Process):
    """A shell in a group of its own, because what it started has to end with it."""

    def __init__(self, text, log, env):
        self.log = Path(log)
        self.started = time.monotonic()
        with self.log.open("ab") as out:
            self.child = subprocess.Popen(["bash", "-euo", "pipefail", "-c", text], cwd=README.parent, env=env, start_new_session=True,
                                          stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)

    def stop(self, patience=30):
        if self.running():
            os.killpg(self.child.pid, signal.SIGTERM)
        return super().stop(patience)


def check_answer(api):
    """The README's answer to the tool call has to be what the agent got."""
    def given():
        replies = [r for task in api.record()["tasks"].values() for r in task["replies"]]
        return [r["event"]["payload"] for r in replies if r["status"] == 200]
    payload = wait_for("the answer at the task API", given, PATIENCE_S)[0]
    if payload != {"code": 200, "output": {"degrees": 21}}:
        raise RuntimeError(f"the agent was given {payload}")


def check_examples(kafka):
    for example in EXAMPLE.finditer(README.read_text()):
        topic, shown = example["topic"], json.loads(example["body"])
        if topic == "task-requests":
            continue  # ours to write, not the bridge's
        records = [json.loads(r.value) for r in kafka.read(topic)]
        strange = [shown.keys() - record.keys() for record in records]
        if not strange or all(strange):
            raise RuntimeError(f"no record of {topic} has the fields of README.md's example; unknown: {strange[:1]}")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--print", metavar="NAME")
    name = options.parse_args().print
    known = commands()
    if name:
        chosen = [c for c in known if c.name == name]
        if len(chosen) != 1:
            raise SystemExit(f"README.md has {len(chosen)} commands of the name '{name}'")
        print(chosen[0].text())
        return 0
    missing = set(ELSEWHERE) - {c.name for c in known}
    if missing:
        raise SystemExit(f"README.md lacks the commands {sorted(missing)}")
    with Stage("readme") as stage:
        run = Run(stage)
        for command in known:
            if command.name not in ELSEWHERE:
                run.run(command)
        check_answer(stage.api)
        check_examples(stage.kafka)
    print(f"{len(known) - len(ELSEWHERE)} commands of README.md do what it says")
    return 0


if __name__ == "__main__":
    sys.exit(main())
