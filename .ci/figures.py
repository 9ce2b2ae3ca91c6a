#!/usr/bin/env python3
"""The figures of README.md that depend on nothing but the packaged jar: start to readiness, and memory when idle.

The broker is running and the topics exist before the first of the five starts that count.
"""
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "acceptance"))
from processes import Stage  # noqa: E402

STARTS = 5
IDLE_S = 30


def started(stage):
    bridge = stage.start_bridge()
    bridge.wait_ready()
    return bridge


def main():
    seconds = []
    with Stage("figures") as stage:
        started(stage).stop()
        for number in range(STARTS):
            bridge = started(stage)
            seconds.append(bridge.ready_seconds)
            if number < STARTS - 1:
                bridge.stop()
        time.sleep(IDLE_S)
        memory = bridge.rss_mib()
    print(f"start to readiness: median {statistics.median(seconds):.1f} s of {', '.join(f'{s:.1f}' for s in seconds)}")
    print(f"resident memory {IDLE_S} s after readiness: {memory:.0f} MiB")
    print(f"on {os.cpu_count()} cores with a load of {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
