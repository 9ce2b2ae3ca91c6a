#!/usr/bin/env python3
"""Bad input and bad surroundings, from outside: what the bridge does with them, by the contract.

Each scenario has a broker and a task API of its own. Exit code 0 only if every expectation holds.
"""
import argparse
import sys
import time
import traceback

import bad_surroundings
import bad_topics

SCENARIOS = {
    "records": bad_topics.requests_and_commands,
    "replies": bad_topics.replies,
    "duplicates": bad_topics.duplicates,
    "elsewhere": bad_topics.duplicate_elsewhere,
    "large": bad_topics.large_value_on_a_default_broker,
    "missing-key": bad_surroundings.missing_key,
    "wrong-key": bad_surroundings.wrong_key,
    "credits": bad_surroundings.refused_for_now,
    "api-down": bad_surroundings.api_down_at_start,
    "kafka-down": bad_surroundings.kafka_down_at_start,
    "missing-topic": bad_surroundings.missing_topic,
    "partitions": bad_surroundings.unequal_partitions,
}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", action="append", choices=SCENARIOS, help="run only this scenario (may be repeated)")
    options.add_argument("--keep", action="store_true", help="keep logs and broker data")
    options.add_argument("--verbose", action="store_true", help="print what was seen even where all is right")
    options.add_argument("--bridge-command", nargs=argparse.REMAINDER, help="instead of java -jar; must be the last option")
    args = options.parse_args()
    failed = 0
    for name in args.only or SCENARIOS:
        begun = time.monotonic()
        findings, notes = [], []
        try:
            findings, notes = SCENARIOS[name](args.bridge_command, args.keep)
        except (RuntimeError, TimeoutError, OSError) as broken:
            findings = [f"{type(broken).__name__}: {broken}"]
            traceback.print_exc()
        failed += bool(findings)
        print(f"{'FAIL' if findings else 'ok  '} {name:<14} {time.monotonic() - begun:5.1f} s", flush=True)
        for note in notes if args.verbose or findings else ():
            print(f"       {note:.300}")
        for finding in findings:
            print(f"     ! {finding:.600}", flush=True)
    print(f"\n{'FAIL' if failed else 'OK'}: {len(args.only or SCENARIOS) - failed} of {len(args.only or SCENARIOS)} scenarios as promised")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
