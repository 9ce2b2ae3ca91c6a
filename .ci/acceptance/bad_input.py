#!/usr/bin/env python3
"""Bad input and bad surroundings, from outside: what the bridge does with them, by the contract.

Each scenario has a broker, a task API and bridges of its own, in a process of its own; two run at a time, because most of
the time they wait. Exit code 0 only if every expectation holds.
"""
import argparse
import concurrent.futures
import subprocess
import sys
import time
import traceback

import bad_surroundings
import bad_topics

# The long ones first, so that none of them is left over at the end.
SCENARIOS = {
    "wrong-key": bad_surroundings.wrong_key,
    "credits": bad_surroundings.refused_for_now,
    "batch": bad_topics.in_one_batch,
    "records": bad_topics.one_by_one,
    "topics": bad_surroundings.wrong_topics,
    "api-down": bad_surroundings.api_down_at_start,
    "kafka-down": bad_surroundings.kafka_down_at_start,
    "large": bad_topics.large_value_on_a_default_broker,
    "missing-key": bad_surroundings.missing_key,
}


def parse_options():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", action="append", choices=SCENARIOS, help="run only this scenario (may be repeated)")
    options.add_argument("--jobs", type=int, default=2, help="scenarios at a time (default 2)")
    options.add_argument("--keep", action="store_true", help="keep logs and broker data")
    options.add_argument("--verbose", action="store_true", help="print what was seen even where all is right")
    options.add_argument("--bridge-command", nargs=argparse.REMAINDER, help="instead of java -jar; must be the last option")
    return options.parse_args()


def run_here(name, args):
    """Runs one scenario in this process and reports it; true when all is right."""
    begun = time.monotonic()
    try:
        findings, notes = SCENARIOS[name](args.bridge_command, args.keep)
    except (RuntimeError, TimeoutError, OSError) as broken:
        traceback.print_exc(file=sys.stdout)
        findings, notes = [f"{type(broken).__name__}: {broken}"], []
    print(f"{'FAIL' if findings else 'ok  '} {name:<14} {time.monotonic() - begun:5.1f} s", flush=True)
    for note in notes if args.verbose or findings else ():
        print(f"       {note:.300}")
    for finding in findings:
        print(f"     ! {finding:.600}", flush=True)
    return not findings


def run_apart(name, args):
    command = [sys.executable, __file__, "--only", name]
    command += [flag for flag, given in (("--keep", args.keep), ("--verbose", args.verbose)) if given]
    command += ["--bridge-command", *args.bridge_command] if args.bridge_command else []
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    print(done.stdout.decode(errors="replace"), end="", flush=True)
    return done.returncode == 0


def main():
    args = parse_options()
    names = args.only or list(SCENARIOS)
    if len(names) == 1:
        return 0 if run_here(names[0], args) else 1
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        passed = list(pool.map(lambda name: run_apart(name, args), names))
    print(f"\n{'OK' if all(passed) else 'FAIL'}: {sum(passed)} of {len(names)} scenarios as promised")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
