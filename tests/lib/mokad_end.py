"""tests/e2e/mokad_end.sh: how cases end. PROGRAMS WORK ANDROID IPHONE SLOW"""
import datetime
import glob
import json
import os
import subprocess
import sys

import tap
from mokad_client import CONSENT, SEIZED, SIGNATURE, Daemon

programs, work, android, iphone, slow = sys.argv[1:]
state = os.path.join(work, "state")
d = Daemon(programs, state, "--phone", android, "--phone", iphone, "--phone", slow).start()
with d.client() as first:
    first.ok("officer-add", officer="a.b", name="A B", pin="123456")
kept = {}
RECEIVER = {"name": "Lab One", "organisation": "County lab", "id": "L-1"}


def folder(case, *more):
    return os.path.join(state, "cases", case, *more)


def verify(bundle):
    trust = os.path.join(work, "trust")
    with open(trust, "w") as f:
        subprocess.run([programs + "/moka", "kit", "--kit", state + "/kit"], stdout=f, check=True)
    got = subprocess.run([programs + "/moka", "verify", "--trust", trust, bundle], capture_output=True, text=True)
    return got.stdout


def held(case):
    """Everything that the kit still has of a case, as bytes."""
    every = b""
    for name in glob.glob(folder(case, "**"), recursive=True):
        if os.path.isfile(name):
            every += open(name, "rb").read()
    return every


def an_iphone_comes_from_draft_to_sealed():
    c = d.client("a.b")
    case = c.ready_case(scope={"categories": ["device", "files", "apps"], "media": "metadata"})["id"]
    phone = c.phone(platform="iphone")
    assert phone["phantom"] is True and phone["device"].endswith(iphone[len("iphone"):]), phone
    c.ok("start", case=case, device=phone["device"])
    sealed = c.state(case, "sealed", "cut", "refused", "stopped", "ready")
    assert sealed["state"] == "sealed" and sealed["platform"] == "iphone", sealed
    assert verify(folder(case, "vault", "bundle")).endswith("TRAINING INTACT\n")
    asked = [c.send("result", case=case), c.send("result", case=case)]  # as of two browsers
    seen = c.event("progress", case=case, part="seal")
    assert 0 < seen["bytes"] <= seen["bytes_total"] and 0 < seen["done"] <= seen["total"], seen
    lists, again = (c.answer(n)["result"] for n in asked)
    assert lists == again and lists["bytes"] == seen["bytes_total"], lists
    told = {(line.get("reason"), line.get("why")) for line in lists["not_taken"] + lists["unreachable"]}
    assert ("scope", "not in the authority's scope; not looked at") in told, told
    assert not [why for reason, why in told if why and not reason], told  # in the officer's language, too
    kept["iphone"] = case


def it_is_handed_over_with_the_receivers_signature():
    c = d.client("a.b")
    case = kept["iphone"]
    c.refused("wipe", "state", case=case, exhibit="EX-1")
    c.refused("handover", "usage", case=case, receiver={}, signature=SIGNATURE)
    c.refused("handover", "usage", case=case, receiver={**RECEIVER, "rank": "x"}, signature=SIGNATURE)
    c.refused("handover", "usage", case=case, receiver=RECEIVER, signature={"strokes": []})
    receipt = c.ok("handover", case=case, receiver=RECEIVER, signature=SIGNATURE)["receipt"]
    assert receipt["n"] == 1 and receipt["short"].startswith("MOKA-TRANSFER-1:"), receipt
    transfers = folder(case, "vault", "bundle", "custody", "transfers")
    assert "Lab One" in open(os.path.join(transfers, "0001.json")).read()
    typed = {"typed": "The Clerk", "statement": "I sign by typing my name."}
    for wrong in ({"typed": "The Clerk"}, {**typed, "strokes": [[[1, 1, 0]]]}, {**typed, "typed": ""}):
        c.refused("handover", "usage", case=case, receiver={"name": "Court"}, signature=wrong)
    assert c.ok("handover", case=case, receiver={"name": "Court"}, signature=typed)["receipt"]["n"] == 2
    second = json.load(open(os.path.join(transfers, "0002.json")))
    assert second["signs"] == "typed" and second["typed"] == "The Clerk" and second["statement"], second
    now = c.ok("case", case=case)["case"]
    assert now["state"] == "handed" and len(now["receipts"]) == 2, now
    said = verify(folder(case, "vault", "bundle"))
    assert said.endswith("TRAINING INTACT\n") and "transfer" in said, said


def it_is_wiped_when_its_exhibit_is_typed_and_a_certificate_stays():
    c = d.client("a.b")
    case = kept["iphone"]
    assert os.path.exists(os.path.join(state, "keys", case))
    refused = c.refused("wipe", "usage", case=case, exhibit="EX-2")
    assert refused["part"] == "exhibit"
    certificate = c.ok("wipe", case=case, exhibit="EX-1")["certificate"]
    assert certificate["exhibit"] == "EX-1" and certificate["not_claimed"], certificate
    assert not os.path.exists(os.path.join(state, "keys", case))
    assert not os.path.exists(folder(case, "vault"))
    assert b"Harbour Road" not in held(case)
    now = c.ok("case", case=case)["case"]
    assert now["state"] == "wiped" and now["certificate"] == certificate and len(now["receipts"]) == 2, now
    acts = [e["act"] for e in c.ok("log", case=case)["entries"]]
    assert "wipe" in acts and "said" in acts, acts


def the_owners_withdrawal_ends_a_run_and_leaves_nothing_of_the_phone_or_the_owner():
    c = d.client("a.b")
    owner = {**SEIZED["owner"], "name": "Wanjiru Kamau"}
    case = c.ready_case(authority={**SEIZED["authority"], "basis": "consent"}, consent=CONSENT, owner=owner)["id"]
    c.phone(device=slow)  # nobody withdraws from what is sealed
    c.ok("start", case=case, device=slow)
    c.event("progress", case=case)
    assert b"Wanjiru" in held(case)
    gone = c.ok("withdraw", case=case, why="she no longer wants it")["case"]
    assert gone["state"] == "withdrawn" and gone["certificate"]["kind"] in ("plain", "fscrypt"), gone
    assert gone["parts"] == {"exhibit": {"number": "EX-1"},
                             "authority": {"basis": "consent", "reference": "EX-2026/1"}}, gone["parts"]
    every = held(case)
    assert "device" not in gone and slow.encode() not in every, gone  # on USB it has the serial number
    assert b"Wanjiru" not in every and b"no longer wants" not in every and b"strokes" not in every
    assert not os.path.exists(folder(case, "vault")) and not os.path.exists(os.path.join(state, "keys", case))
    log = c.ok("log", case=case)["entries"]
    assert [e["act"] for e in log][-2:] == ["withdraw", "state"], log[-3:]
    assert all(set(e) <= {"seq", "act", "officer", "at", "boot_us", "state"} for e in log), log
    c.refused("start", "state", case=case, device=slow)
    c.phone(device=slow)  # and the phone is free again


def a_withdrawal_that_was_cut_is_finished_at_the_next_start():
    c = d.client("a.b")
    case = c.ready_case()["id"]
    c.phone(device=slow)
    c.ok("start", case=case, device=slow)
    c.event("progress", case=case)
    c.send("withdraw", case=case, why="x")
    while c.ok("case", case=case)["case"]["state"] != "withdrawn":
        pass
    d.kill()
    d.start()
    c = d.client("a.b")
    while "certificate" not in c.ok("case", case=case)["case"]:
        pass
    assert not os.path.exists(folder(case, "vault")) and not os.path.exists(os.path.join(state, "keys", case))


def an_authority_that_is_over_or_not_yet_holds_nobody_back_from_saying_so():
    c = d.client("a.b")
    old = {**SEIZED["authority"], "valid_until": "2021-01-01T00:00:00Z"}
    case = c.ready_case(authority=old)["id"]
    c.phone(device=android)
    c.ok("start", case=case, device=android)
    refused = c.state(case, "refused", "sealed", "cut", "ready")
    assert refused["state"] == "refused" and refused["why"]["code"] == "authority", refused
    c.phone(device=android)
    now = c.ok("case-set", case=case, part="authority", value=SEIZED["authority"])["case"]
    assert now["state"] == "ready" and now["begun"] is False, now
    c.ok("case-drop", case=case)
    assert not [x for x in os.listdir(os.path.join(state, "cases")) + os.listdir(os.path.join(state, "keys"))
                if case in x]


def an_authority_that_ends_during_a_run_stops_it_and_what_was_taken_can_be_kept():
    c = d.client("a.b")
    case = c.ready_case()["id"]
    for seconds in (3, 10, 30, 90):  # over before the phone was met is no trial: then with more time
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
        soon = {**SEIZED["authority"], "valid_until": end.strftime("%Y-%m-%dT%H:%M:%SZ")}
        c.ok("case-set", case=case, part="authority", value=soon)
        c.phone(device=slow)
        c.ok("start", case=case, device=slow)
        over = c.state(case, "stopped", "sealed", "cut", "refused", "ready")
        if over["state"] != "refused":
            break
    assert over["state"] == "stopped" and over["why"]["code"] == "authority", over
    assert "authority-over" in [e["act"] for e in c.ok("log", case=case)["entries"]]
    c.ok("keep", case=case, why="the warrant has ended")
    kept_as = c.state(case, "sealed", "cut", "stopped", "refused")
    assert kept_as["state"] == "sealed", kept_as
    assert verify(folder(case, "vault", "bundle")).endswith("TRAINING INTACT\n")


def a_jump_of_the_clock_is_told_logged_and_takes_an_officers_word_for_it_back():
    if "/asan/" in programs + "/":
        return  # its runtime has to be the first library
    shift = os.path.join(work, "shift")
    with open(shift, "w") as f:
        f.write("0")
    d.stop()
    os.environ["LD_PRELOAD"] = os.path.join(programs, "..", "tests", "shift_clock.so")
    os.environ["SHIFT_CLOCK"] = shift
    try:
        d.start()
    finally:
        del os.environ["LD_PRELOAD"]
    c = d.client("a.b")
    if c.ok("hello")["clock"]["source"] == "kernel":
        return
    case = c.ready_case()["id"]
    assert c.ok("hello")["clock"]["source"] == "confirmed"
    c.phone(device=slow)
    c.ok("start", case=case, device=slow)
    c.event("progress", case=case)
    with open(shift, "w") as f:
        f.write("86400")
    jump = c.event("clock")
    assert 86390 <= jump["jump_s"] <= 86410 and jump["trusted"] is False, jump
    assert c.ok("hello")["clock"]["source"] == "none"
    logged = [e for e in c.ok("log", case=case)["entries"] if e["act"] == "clock-jump"]
    assert len(logged) == 1 and logged[0]["jump_s"] == jump["jump_s"], logged
    c.ok("stop", case=case)
    assert c.state(case, "stopped", "sealed", "cut")["state"] == "stopped"
    c.ok("withdraw", case=case, why="x")


def what_is_sealed_to_recipients_is_not_to_be_read_here_any_more():
    for name, key in (("Lab", "age1kfd6jn4h8l30e590r5s3hfxynqzws2qur8h2z3xhls3j4gj62a6s27xqfe"),):
        subprocess.run([programs + "/moka", "kit", "recipients", "add", name, key, "--kit", state + "/kit"], check=True)
    c = d.client("a.b")
    hello = c.ok("hello")
    assert hello["recipients"] == 1 and hello["opens"] == ["Lab"], hello
    case = c.ready_case()["id"]
    c.phone(device=android)
    c.ok("start", case=case, device=android)
    c.state(case, "sealed")
    result = c.ok("result", case=case)["result"]
    assert len(result["words"]) == 12 and result["taken"], result
    while os.path.exists(folder(case, "vault")) or os.path.exists(os.path.join(state, "keys", case)):
        pass
    assert c.ok("result", case=case)["result"] == result and c.ok("glance", case=case)["glance"] is None
    every = held(case)
    assert every.startswith(b"age-encryption.org/v1") or b"age-encryption.org/v1" in every
    assert c.ok("handover", case=case, receiver=RECEIVER, signature=SIGNATURE)["receipt"]["n"] == 1
    d.kill()
    d.start()
    c = d.client("a.b")
    assert c.ok("result", case=case)["result"] == result
    certificate = c.ok("wipe", case=case, exhibit="EX-1")["certificate"]
    assert certificate["exhibit"] == "EX-1" and certificate["kind"] == "none", certificate
    assert "ciphertext" in certificate["sealed_file"] and certificate["plain"]["files"] > 0, certificate
    assert not os.path.exists(folder(case, "bundle.tar.age")) and not os.path.exists(folder(case, "result.json"))
    assert b"age-encryption.org" not in held(case)


try:
    tap.run(an_iphone_comes_from_draft_to_sealed,
            it_is_handed_over_with_the_receivers_signature,
            it_is_wiped_when_its_exhibit_is_typed_and_a_certificate_stays,
            the_owners_withdrawal_ends_a_run_and_leaves_nothing_of_the_phone_or_the_owner,
            a_withdrawal_that_was_cut_is_finished_at_the_next_start,
            an_authority_that_is_over_or_not_yet_holds_nobody_back_from_saying_so,
            an_authority_that_ends_during_a_run_stops_it_and_what_was_taken_can_be_kept,
            a_jump_of_the_clock_is_told_logged_and_takes_an_officers_word_for_it_back,
            what_is_sealed_to_recipients_is_not_to_be_read_here_any_more)
finally:
    d.stop()
