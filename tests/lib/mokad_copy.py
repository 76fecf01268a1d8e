"""tests/e2e/mokad_copy.sh: a sealed bundle on a stick. PROGRAMS WORK DEVICE"""
import hashlib
import json
import os
import subprocess
import sys

import tap
from mokad_client import Daemon

programs, work, device = sys.argv[1:]
state, stick = os.path.join(work, "state"), os.path.join(work, "ONE")
sticks = [w for name in ("ONE", "SMALL", "NONE") for w in ("--stick", os.path.join(work, name))]
d = Daemon(programs, state, "--phone", device, *sticks, "--carry", os.path.join(work, "carry")).start()
with d.client() as first:
    first.ok("officer-add", officer="a.b", name="A B", pin="123456")
kept = {}


def copied(c, case, to):
    """The outcome of one copy, as the case has it."""
    before = len(c.ok("case", case=case)["case"].get("copies", []))
    c.ok("copy-out", case=case, stick=to)
    while True:
        now = c.ok("case", case=case)["case"]
        if "copying_to" not in now and len(now["copies"]) > before:
            return now["copies"][-1]


def asked_for():
    """What the helper (mokad_copy.sh) was asked for since the last time."""
    path = os.path.join(work, "asked")
    with open(path, "r+") as f:
        words = f.read().splitlines()
        f.truncate(0)
    return words


def helper(how):
    with open(os.path.join(work, "how"), "w") as f:
        f.write(how)


def digest(path):
    return hashlib.sha256(open(path, "rb").read()).hexdigest()


def only_what_is_mounted_is_a_stick():
    c = d.client("a.b")
    assert [s["stick"] for s in c.ok("sticks")["sticks"]] == ["ONE", "SMALL", "1-2"], c.ok("sticks")
    assert asked_for() == ["list"]
    assert c.ok("sticks")["plugged"] is True and asked_for() == ["list"]


def what_is_sealed_lies_on_the_stick_as_the_file_that_its_recipients_open():
    c = d.client("a.b")
    case = kept["case"] = c.ready_case()["id"]
    c.refused("copy-out", "state", case=case, stick="ONE")
    c.phone(device=device)
    c.ok("start", case=case, device=device)
    c.state(case, "sealed")
    c.refused("copy-out", "not-found", case=case, stick="NONE")
    c.refused("copy-out", "not-found", case=case, stick="../ONE")
    assert c.ok("case", case=case)["case"]["encrypted"] is True
    got = copied(c, case, "ONE")
    assert got["stick"] == "ONE" and got["file"] == f"moka-{case}.tar.age", got
    there = os.path.join(stick, got["file"])
    assert digest(there) == got["sha256"] and os.path.getsize(there) == got["bytes"], got
    assert open(there, "rb").read(22) == b"age-encryption.org/v1\n"
    told = json.load(open(os.path.join(stick, f"moka-{case}.sealed.json")))
    assert told["file"] == got["sha256"], told
    assert sorted(os.listdir(stick)) == sorted([got["file"], f"moka-{case}.sealed.json"]), os.listdir(stick)
    seen = c.event("progress", case=case, part="copy-out")
    assert 0 < seen["bytes"] <= seen["bytes_total"] == 2 * got["bytes"], seen


def another_computer_opens_it_from_the_stick():
    out = os.path.join(work, "opened")
    there = os.path.join(stick, f"moka-{kept['case']}.tar.age")
    subprocess.run([programs + "/moka", "unpack", "-i", os.path.join(work, "lab"), "-o", out, there], check=True,
                   stdout=subprocess.DEVNULL)
    trust = os.path.join(work, "trust")
    with open(trust, "w") as f:
        subprocess.run([programs + "/moka", "kit", "--kit", state + "/kit"], stdout=f, check=True)
    said = subprocess.run([programs + "/moka", "verify", "--trust", trust, out], capture_output=True, text=True)
    assert said.stdout.endswith("TRAINING INTACT\n"), said.stdout


def each_copy_stands_in_the_log_of_the_case():
    c = d.client("a.b")
    log = [e for e in c.ok("log", case=kept["case"])["entries"] if e["act"] in ("copy-out", "copied-out")]
    assert [e["act"] for e in log] == ["copy-out", "copied-out"] and log[0]["officer"] == "a.b", log
    assert log[1]["sha256"] == digest(os.path.join(stick, log[1]["file"])) and log[1]["read_back"], log


def a_stick_without_room_is_said_and_nothing_half_stays_on_it():
    c = d.client("a.b")
    got = copied(c, kept["case"], "SMALL")
    assert got["code"] == "full" and "file" not in got, got
    assert os.listdir(os.path.join(work, "SMALL")) == []
    assert [e["act"] for e in c.ok("log", case=kept["case"])["entries"]][-1] == "copy-failed"


def a_stick_that_takes_no_writing_is_said():
    c = d.client("a.b")
    subprocess.run(["mount", "-o", "remount,ro", stick], check=True)
    assert copied(c, kept["case"], "ONE")["code"] == "read-only"
    subprocess.run(["mount", "-o", "remount,rw", stick], check=True)


def a_file_that_is_too_large_for_the_stick_is_said():
    sealed = os.path.join(state, "cases", kept["case"], "bundle.tar.age")
    said = subprocess.run(["bash", "-c", 'trap "" XFSZ; ulimit -f 64; exec "$@"', "-", programs + "/mokad", "--copy-out", sealed,
                           stick, "c-other"], capture_output=True, text=True, check=True).stdout
    assert json.loads(said.splitlines()[-1])["code"] == "too-large", said
    assert not [x for x in os.listdir(stick) if "other" in x], os.listdir(stick)


def a_stick_is_let_in_for_the_copy_and_shut_out_after_it():
    c = d.client("a.b")
    helper("")
    got = copied(c, kept["case"], "1-2")
    assert asked_for() == ["in 1-2", "out"]
    assert got["stick"] == "1-2" and got["pull"] is True and got["bytes"] > 0, got
    assert (got["name"], got["serial"], got["written_to"], got["fs"]) == ("Make Flash", "S123", "sdb1", "vfat"), got
    assert digest(os.path.join(work, "was-there", got["file"])) == got["sha256"]
    last = c.ok("log", case=kept["case"])["entries"][-1]
    assert last["act"] == "copied-out" and last["written_to"] == "sdb1" and last["sha256"] == got["sha256"], last
    assert not os.listdir(os.path.join(work, "CARRIED"))


def a_stick_that_cannot_be_carried_on_is_said_as_the_helper_says_it():
    c = d.client("a.b")
    helper("locked")
    got = copied(c, kept["case"], "1-2")
    assert got["code"] == "locked" and got["pull"] is True and got["name"] == "Make Flash", got
    assert asked_for() == ["in 1-2"]
    for how, code in (("small", "full"), ("dies", "failed")):
        helper(how)
        got = copied(c, kept["case"], "1-2")
        assert got["code"] == code and got["pull"] is True, got
        assert asked_for() == ["in 1-2", "out"], how
        assert c.ok("log", case=kept["case"])["entries"][-1]["act"] == "copy-failed"


def one_that_cannot_be_closed_is_not_to_be_pulled():
    c = d.client("a.b")
    helper("kept")
    got = copied(c, kept["case"], "1-2")
    assert got["pull"] is False and got["bytes"] > 0, got
    subprocess.run(["umount", os.path.join(work, "CARRIED")], check=True)
    assert asked_for() == ["in 1-2", "out"]


def only_a_port_is_asked_for():
    c = d.client("a.b")
    for name in ("1", "../1-2", "1-2:1.0", "-", "out"):
        c.refused("copy-out", "not-found", case=kept["case"], stick=name)
    assert asked_for() == []


def a_file_that_is_not_what_was_sealed_is_not_passed_on():
    c = d.client("a.b")
    with open(os.path.join(state, "cases", kept["case"], "bundle.tar.age"), "r+b") as f:
        f.seek(2000)
        f.write(b"x")
    before = os.listdir(stick)
    os.remove(os.path.join(stick, f"moka-{kept['case']}.tar.age"))
    assert copied(c, kept["case"], "ONE")["code"] == "kit-differs"
    assert len(os.listdir(stick)) == len(before) - 1, os.listdir(stick)


def a_kit_without_the_helper_says_that_it_looks_for_none():
    plain = Daemon(programs, os.path.join(work, "plain")).start()
    try:
        with plain.client() as first:
            first.ok("officer-add", officer="a.b", name="A B", pin="123456")
        c = plain.client("a.b")
        told = c.ok("sticks")
        assert (told["sticks"], told["plugged"]) == ([], False), told
    finally:
        plain.stop()


try:
    tap.run(only_what_is_mounted_is_a_stick,
            what_is_sealed_lies_on_the_stick_as_the_file_that_its_recipients_open,
            another_computer_opens_it_from_the_stick,
            each_copy_stands_in_the_log_of_the_case,
            a_stick_without_room_is_said_and_nothing_half_stays_on_it,
            a_stick_that_takes_no_writing_is_said,
            a_file_that_is_too_large_for_the_stick_is_said,
            a_stick_is_let_in_for_the_copy_and_shut_out_after_it,
            a_stick_that_cannot_be_carried_on_is_said_as_the_helper_says_it,
            one_that_cannot_be_closed_is_not_to_be_pulled,
            only_a_port_is_asked_for,
            a_file_that_is_not_what_was_sealed_is_not_passed_on,
            a_kit_without_the_helper_says_that_it_looks_for_none)
finally:
    d.stop()
