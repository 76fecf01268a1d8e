"""Tests in Python that speak TAP: each function is one test, its name the sentence."""
import sys
import traceback


def run(*tests):
    bad = 0
    for number, test in enumerate(tests, 1):
        name = test.__name__.replace("_", " ")
        try:
            test()
            print(f"ok {number} - {name}", flush=True)
        except Exception:  # pylint: disable=broad-except
            bad += 1
            print(f"not ok {number} - {name}", flush=True)
            sys.stderr.write("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()))
    print(f"1..{len(tests)}", flush=True)
    sys.exit(1 if bad else 0)
