"""The processes of a test: broker, task API, bridge. Each is started, watched and ended by its own id."""
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from kafka import Kafka, require_kcat

HERE = Path(__file__).resolve().parent
JAR = HERE.parent.parent / "target" / "quarkus-app" / "quarkus-run.jar"
KEY = "acceptance-key"
ABOVE_INFO = re.compile(r"(?:^\S+ \S+ |\"level\":\s*\")(WARN|WARNING|ERROR|FATAL|SEVERE)\b|^Exception in thread")
_taken = set()


def free_port():
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        if port not in _taken:
            _taken.add(port)
            return port


def wait_for(what, condition, seconds, every=0.1):
    """The first true value of `condition`; TimeoutError that says what was waited for."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(every)


def http(url, body=None, timeout=10):
    """(status, parsed JSON); (0, None) when nobody answers."""
    try:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(url, data=data), timeout=timeout) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)
    except (urllib.error.URLError, OSError, ValueError):
        return 0, None


class Process:
    def __init__(self, command, log, env=None):
        self.log = Path(log)
        self.started = time.monotonic()
        with self.log.open("ab") as out:
            self.child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=env)

    def running(self):
        return self.child.poll() is None

    def stop(self, patience=30):
        """SIGTERM; returns the seconds it took, or None when it had to be killed after all."""
        begun = time.monotonic()
        if self.running():
            self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(patience)
            return time.monotonic() - begun
        except subprocess.TimeoutExpired:
            self.kill()
            return None

    def kill(self):
        if self.running():
            self.child.kill()
        self.child.wait()

    def lines(self):
        return self.log.read_text(errors="replace").splitlines()

    def rss_mib(self):
        for line in Path(f"/proc/{self.child.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("no VmRSS")


class Bridge(Process):
    """The packaged jar with nothing but environment variables."""

    def __init__(self, command, log, settings):
        self.http_port, self.management_port = free_port(), free_port()
        env = {name: os.environ[name] for name in ("PATH", "HOME", "JAVA_HOME", "LANG") if name in os.environ}
        env.update(settings, QUARKUS_HTTP_PORT=str(self.http_port), QUARKUS_MANAGEMENT_PORT=str(self.management_port))
        super().__init__(command, log, env)
        self.ready_seconds = None

    def health(self, kind):
        return http(f"http://127.0.0.1:{self.management_port}/q/health/{kind}", timeout=5)

    def wait_ready(self, seconds=120):
        def ready():
            if not self.running():
                raise RuntimeError("the bridge ended instead of becoming ready:\n" + "\n".join(self.lines()[-15:]))
            return self.health("ready")[0] == 200
        wait_for("readiness of the bridge", ready, seconds, every=0.05)
        self.ready_seconds = time.monotonic() - self.started

    def loud_lines(self):
        return [line for line in self.lines() if ABOVE_INFO.search(line)]


class Api(Process):
    def __init__(self, folder, hold_ms=0):
        self.port, self.control_port = free_port(), free_port()
        super().__init__([sys.executable, str(HERE / "task_api.py"), "--port", str(self.port), "--control-port",
                          str(self.control_port), "--key", KEY, "--hold-ms", str(hold_ms)], folder / "api.log")
        self.url = f"http://127.0.0.1:{self.port}"
        wait_for("the task API", lambda: self._control("/counts")[0] == 200, 10)

    def _control(self, path, body=None):
        return http(f"http://127.0.0.1:{self.control_port}{path}", body, timeout=60)

    def counts(self):
        return self._control("/counts")[1]

    def record(self):
        return self._control("/record")[1]

    def switch(self, **switches):
        status, answer = self._control("/control", switches)
        if status != 200:
            raise RuntimeError(f"the task API did not take {switches}: {answer}")


class Stage:
    """A folder, a broker, a task API and as many bridges as are started, all ended on leaving."""

    def __init__(self, name, command=None, keep=False, hold_ms=0, broker_settings=(), broker=True, api=True):
        require_kcat()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that leaving ends what was started
        self.command = command or ["java", "-jar", str(JAR)]
        if command is None and not JAR.exists():
            raise SystemExit(f"{JAR} is missing: build it first (mvn package)")
        self.keep = keep
        self.folder = Path(tempfile.mkdtemp(prefix=f"acceptance-{name}-"))
        self.processes = []
        self.broker_settings = broker_settings
        self.broker_port = free_port()
        self.controller_port = free_port()
        self.address = f"127.0.0.1:{self.broker_port}"
        self.kafka = Kafka(self.address)
        self.api = None
        try:
            if broker:
                self.start_broker()
            if api:
                self.api = self._add(Api(self.folder, hold_ms))
        except BaseException:
            self.close(failed=True)
            raise

    def start_broker(self):
        env = dict(os.environ, CONTROLLER_PORT=str(self.controller_port))
        broker = self._add(Process([str(HERE / "broker"), str(self.broker_port), str(self.folder / "broker"),
                                    *self.broker_settings], self.folder / "broker.log", env))
        wait_for("the broker", self.kafka.answers, 120)
        return broker

    def start_bridge(self, without=(), **settings):
        given = {"KAFKA_BOOTSTRAP_SERVERS": self.address, "BRIDGE_API_URL": self.api.url if self.api else "http://127.0.0.1:9",
                 "BRIDGE_API_KEY": KEY, **settings}
        number = sum(isinstance(p, Bridge) for p in self.processes) + 1
        return self._add(Bridge(self.command, self.folder / f"bridge-{number}.log",
                                {k: v for k, v in given.items() if k not in without}))

    def topics(self, *arguments):
        done = subprocess.run([str(HERE / "broker"), "--topics", self.address, *arguments], stdin=subprocess.DEVNULL,
                              capture_output=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{arguments}: {done.stdout.decode()} {done.stderr.decode()}")
        return done.stdout.decode()

    def bridges(self):
        return [p for p in self.processes if isinstance(p, Bridge)]

    def _add(self, process):
        self.processes.append(process)
        return process

    def close(self, failed=False):
        for process in reversed(self.processes):
            process.stop(10)
        if failed or self.keep:
            print(f"  logs are in {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.close(failed=error is not None)
