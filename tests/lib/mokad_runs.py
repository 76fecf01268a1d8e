"""Runs under mokad and what may befall them; called by tests/e2e/mokad_runs.sh."""
import json
import os
import signal
import subprocess
import sys
import time

import mokad_client
import tap
from own_address import own_address

programs, work = sys.argv[1:3]
moka = os.path.join(programs, "moka")


class Phantom:
    """A phantom as a child; the same address each time it is started."""

    def __init__(self, kind, exercise, where):
        self.words = ["phantom", kind, os.path.join(work, exercise)]
        self.words += ["--socket", where] if kind == "iphone" else ["--listen", where]
        self.process = None

    def start(self, *options, exercise=None):
        words = list(self.words)
        if exercise:
            words[2] = os.path.join(work, exercise)
        self.process = subprocess.Popen([moka, *words, *options], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening"):
            raise RuntimeError(f"no phantom: {line}")
        return self

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
        self.process = None

    def again(self, *options, exercise=None):
        self.stop()
        return self.start(*options, exercise=exercise)


address = "{}:{}".format(*own_address())
mux = os.path.join(work, "mux")
android = Phantom("android", "ex", address)
iphone = Phantom("iphone", "iphone", mux)
phone = "tcp:" + address
daemon = mokad_client.Daemon(programs, os.path.join(work, "state"), "--phone", phone, "--phone", f"iphone@{mux}",
                             "--training-only", "--sysfs", os.path.join(work, "no-usb"))


def begin(*options, **parts):
    """A phantom with faults, and a run on it that has begun."""
    android.again(*options)
    c = daemon.client("a.b")
    case = c.ready_case(**parts)["id"]
    c.phone(device=phone)
    c.ok("start", case=case, device=phone)
    return c, case


def children(pid):
    out = []
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children") as f:
            out += [int(x) for x in f.read().split()]
    return out


def named(pid, name):
    """The children of a process that run that program."""
    found = []
    for child in children(pid):
        try:
            if os.path.basename(os.readlink(f"/proc/{child}/exe")) == name:
                found.append(child)
        except OSError:
            pass
    return found


def until(what, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        got = what()
        if got:
            return got
        time.sleep(0.02)
    raise AssertionError("it never came true")


def bundle(case):
    return os.path.join(work, "state", "cases", case, "vault", "bundle")


def custody(case):
    path = os.path.join(bundle(case), "custody", "log.jsonl")
    with open(path) as f:
        return [json.loads(line) for line in f]


def trust():
    path = os.path.join(work, "trust")
    with open(path, "w") as f:
        subprocess.run([moka, "kit", "--kit", os.path.join(work, "state", "kit")], stdout=f, check=True)
    return path


def intact(case):
    out = subprocess.run([moka, "verify", "--trust", trust(), bundle(case)], stdout=subprocess.PIPE, text=True, check=False)
    return out.stdout.splitlines()[-1].split()[-1] == "INTACT"


def sealed(c, case):
    c.state(case, "sealed")
    assert intact(case)
    with open(os.path.join(work, "state", "cases", case, "operator.jsonl")) as f:
        said = [json.loads(line) for line in f]
    kept = [entry["operator"] for entry in custody(case) if entry["act"] == "operator"]
    # each once, in order, as they were said; what came behind the seal is none of it
    assert kept == said[:len(kept)] and kept[-1]["act"] in ("start", "resume", "keep", "state"), kept[-1]
    return kept


def resume(c, case):
    android.again()
    c.phone(device=phone)
    c.ok("resume", case=case, device=phone)
    sealed(c, case)
    c.__exit__()


# ---- tests ----

def two_phones_at_once_are_sealed_and_shown():
    android.again()
    iphone.start()
    c = daemon.client()
    c.ok("officer-add", officer="a.b", name="A. B", pin="123456")
    c.sign_in("a.b", "123456")
    c.watch()
    other = c.phone(platform="iphone")["device"]
    assert c.phone(device=phone)["phantom"]
    cases = [c.ready_case()["id"] for _ in range(2)]
    began = time.monotonic()
    for case, device in zip(cases, (phone, other)):
        c.ok("start", case=case, device=device)
    held = {p["device"]: p.get("case") for p in c.ok("phones")["phones"]}
    assert held == {phone: cases[0], other: cases[1]}, held
    c.event("glance", case=cases[0])
    print(f"# the first calls and messages {time.monotonic() - began:.2f} s after the start of two runs")
    for case in cases:
        sealed(c, case)
    glance = c.ok("glance", case=cases[0])["glance"]
    assert glance["counts"], glance
    result = c.ok("result", case=cases[0])["result"]
    assert result["verify"] == "intact" and len(result["words"]) == 12 and len(result["hash"]) == 64
    taken = {t["category"] for t in result["taken"]}
    assert {"calls", "messages", "contacts", "files"} <= taken, taken
    result = c.ok("result", case=cases[1])["result"]
    assert [x for x in result["changes"] if x["code"] == "pairing" and x["undone"]], result["changes"]
    assert {"calls", "accounts"} <= {t["category"] for t in result["unreachable"]}
    assert not any(p.get("case") for p in c.ok("phones")["phones"])
    c.__exit__()
    iphone.stop()


def the_self_test_is_in_the_bundle():
    c, case = begin()
    kept = sealed(c, case)
    tests = [act for act in kept if act["act"] == "selftest"]
    assert len(tests) == 1, kept
    assert tests[0]["result"]["ok"] is True, tests
    c.__exit__()


def a_phone_that_is_unplugged_and_comes_back_goes_on_by_itself():
    c, case = begin("--fault", "unplug=1500@*content query*sms*body*")
    c.state(case, "away")
    assert c.event("told", code="away")["act"] == "replug"
    c.state(case, "copying")
    sealed(c, case)
    c.__exit__()


def another_phone_in_its_place_is_refused_and_the_right_one_goes_on():
    c, case = begin("--fault", "stall@*content query*sms*body*")
    c.state(case, "copying")
    android.again(exercise="other")
    got = c.state(case, "cut")
    assert got["why"]["code"] == "wrong-phone", got
    resume(c, case)


def a_phone_that_stays_away_leaves_a_case_that_goes_on():
    c, case = begin("--fault", "stall@*content query*sms*body*")
    c.state(case, "copying")
    android.stop()
    c.state(case, "away")
    c.ok("stop", case=case)
    c.state(case, "stopped")
    resume(c, case)


def a_run_that_is_killed_is_cut_and_goes_on():
    c, case = begin("--fault", "stall@*content query*sms*body*")
    c.state(case, "copying")
    os.kill(until(lambda: named(daemon.process.pid, "moka-acquire"))[0], signal.SIGKILL)
    got = c.state(case, "cut")
    assert got["why"]["code"] == "died", got
    resume(c, case)


def a_phone_worker_that_is_killed_costs_nothing():
    c, case = begin("--fault", "delay=20@0")
    c.state(case, "copying")
    run = until(lambda: named(daemon.process.pid, "moka-acquire"))[0]
    os.kill(until(lambda: named(run, "moka-adb"))[0], signal.SIGKILL)
    assert c.event("told", code="worker-died")
    sealed(c, case)
    c.__exit__()


def a_run_ends_with_the_daemon_and_is_offered_again():
    c, case = begin("--fault", "stall@*content query*sms*body*")
    c.state(case, "copying")
    run = until(lambda: named(daemon.process.pid, "moka-acquire"))[0]
    daemon.kill()
    until(lambda: not os.path.exists(f"/proc/{run}"))
    c.__exit__()
    daemon.start()
    c = daemon.client("a.b")
    assert c.ok("case", case=case)["case"]["state"] == "cut"
    resume(c, case)


def what_is_there_is_kept_when_the_officer_says_so():
    c, case = begin("--fault", "stall@*content query*sms*body*")
    c.state(case, "copying")
    c.ok("stop", case=case)
    c.state(case, "stopped")
    c.ok("keep", case=case, why="the owner needs it back")
    sealed(c, case)
    result = c.ok("result", case=case)["result"]
    assert "failed" in {t["state"] for t in result["not_taken"]}, result["not_taken"]
    c.__exit__()


def a_full_disk_is_said_and_what_fits_is_taken():
    huge = os.path.join(work, "ex", "storage", "huge")
    with open(huge, "wb") as f:
        f.truncate(15 << 40)  # it takes no room here
    c, case = begin()
    got = c.state(case, "cut")
    assert got["why"]["code"] == "full", got
    os.unlink(huge)
    c.ok("until-full", case=case)
    resume(c, case)


def a_phone_that_nobody_allows_is_asked_for_until_stopped():
    c, case = begin("--auth")
    assert c.event("told", code="key-shown")["what"].count(":") == 15
    assert c.event("told", code="allow")["act"] == "allow"
    c.refused("answer", "usage", case=case, what="trust", value="done")
    c.ok("answer", case=case, what="allow", value="done")
    assert c.ok("case", case=case)["case"]["state"] == "meeting"
    os.kill(android.process.pid, signal.SIGUSR1)  # the finger
    sealed(c, case)
    result = c.ok("result", case=case)["result"]
    key = [x for x in result["changes"] if x["code"] == "adb-key"]
    assert key and key[0]["made"] and not key[0]["undone"] and "Revoke" in key[0]["how"], result["changes"]
    c.__exit__()


def an_authority_that_is_over_is_refused_in_words():
    over = dict(mokad_client.SEIZED["authority"], valid_until="2020-02-01T00:00:00Z")
    android.again()
    c = daemon.client("a.b")
    case = c.ready_case(authority=over)["id"]
    c.phone(device=phone)
    got = c.ask("start", case=case, device=phone)
    if got["ok"]:
        got = c.state(case, "refused")
        assert got["why"]["code"] == "authority", got
    c.__exit__()


try:
    daemon.start()
    tap.run(two_phones_at_once_are_sealed_and_shown,
            the_self_test_is_in_the_bundle,
            a_phone_that_is_unplugged_and_comes_back_goes_on_by_itself,
            another_phone_in_its_place_is_refused_and_the_right_one_goes_on,
            a_phone_that_stays_away_leaves_a_case_that_goes_on,
            a_run_that_is_killed_is_cut_and_goes_on,
            a_phone_worker_that_is_killed_costs_nothing,
            a_run_ends_with_the_daemon_and_is_offered_again,
            what_is_there_is_kept_when_the_officer_says_so,
            a_full_disk_is_said_and_what_fits_is_taken,
            a_phone_that_nobody_allows_is_asked_for_until_stopped,
            an_authority_that_is_over_is_refused_in_words)
finally:
    daemon.stop()
    android.stop()
    iphone.stop()
