"""tests/e2e/mokad_case.sh: the officer's way through mokad. PROGRAMS WORK DEVICE"""
import json
import os
import stat
import subprocess
import sys

import tap
from mokad_client import CONSENT, SEIZED, Client, Daemon

programs, work, device = sys.argv[1:]
state = os.path.join(work, "state")
d = Daemon(programs, state, "--phone", device).start()
kept = {}


def a_new_kit_has_nobody_and_the_first_officer_is_an_administrator():
    c = d.client()
    hello = c.ok("hello")
    assert hello["officers"] == [] and hello["store"]["state"] == "plain", hello
    assert hello["kit"]["principal"] == "kit:" + hello["kit"]["id"]
    assert hello["enrolled"] == "none" and hello["opens"] == [] and "certificate" not in hello, hello
    c.refused("cases", "session")
    c.refused("officer-add", "usage", officer="a.b", name="A B", pin="12345")
    c.refused("officer-add", "usage", officer="a b", name="A B", pin="123456")
    adding = c.send("officer-add", officer="a.b", name="A B", pin="123456")
    c.refused("officer-add", "busy", officer="e.f", name="E F", pin="123456")
    assert c.answer(adding)["ok"] is True
    c.refused("officer-add", "session", officer="c.d", name="C D", pin="123456")
    assert c.sign_in("a.b", "123456")["officer"]["admin"] is True
    c.ok("officer-add", officer="c.d", name="C D", pin="654321")
    c.refused("officer-add", "state", officer="c.d", name="C D", pin="654321")
    assert [o["id"] for o in c.ok("officers")["officers"]] == ["a.b", "c.d"]
    for name in ("officers.json", "officers.bak"):
        assert stat.S_IMODE(os.stat(os.path.join(state, name)).st_mode) == 0o600
        assert "123456" not in open(os.path.join(state, name)).read()


def a_kit_tells_whether_the_agency_has_certified_its_key():
    c = d.client()
    kit, ca = os.path.join(state, "kit"), os.path.join(work, "agency")
    keygen = ["ssh-keygen", "-q"]
    subprocess.run([*keygen, "-t", "ed25519", "-N", "", "-f", ca], check=True)
    principal = c.ok("hello")["kit"]["principal"]
    certificate = os.path.join(kit, "key-cert.pub")
    for valid, word, says in (("-2d:-1d", "over", "valid from"), ("-1d:+1d", "valid", "certificate field kit, serial")):
        subprocess.run([*keygen, "-s", ca, "-I", "field kit", "-n", principal, "-V", valid, kit + "/key.pub"], check=True)
        hello = c.ok("hello")
        assert hello["enrolled"] == word and says in hello["certificate"], hello
    os.remove(certificate)
    assert c.ok("hello")["enrolled"] == "none"


def an_officer_sees_and_touches_own_cases_only_and_an_administrator_all():
    with d.client("a.b") as a, d.client("c.d", "654321") as c:
        case = a.ok("case-new", training=True)["case"]
        assert case["state"] == "draft" and case["mine"] is True
        assert c.ok("cases")["cases"] == []
        c.refused("case", "forbidden", case=case["id"])
        c.refused("case-set", "forbidden", case=case["id"], part="owner", value={"role": "victim"})
        c.refused("officers", "forbidden")
        mine = c.ok("case-new", training=True)["case"]["id"]
        assert a.ok("case", case=mine)["case"]["mine"] is False
        c.ok("case-drop", case=mine)
        c.refused("case", "not-found", case=mine)
        a.ok("case-drop", case=case["id"])
        a.event("case-gone", case=case["id"])  # an administrator hears of all
        last = a.ok("case-new", training=True)["case"]["id"]
        a.ok("case-drop", case=last)
        c.ok("cases")
        heard = [e for e in c.events if case["id"] in str(e) or last in str(e)]
        assert heard == [], heard  # a glance would show what is in another officer's phone


def a_case_says_what_it_lacks_until_all_is_said():
    c = d.client("a.b")
    case = c.ok("case-new", training=True)["case"]
    assert {n["part"] for n in case["needs"]} == set(SEIZED), case["needs"]
    for part in SEIZED:
        assert case["state"] == "draft"
        case = c.ok("case-set", case=case["id"], part=part, value=SEIZED[part])["case"]
        assert part not in {n["part"] for n in case["needs"]}
    assert case["state"] == "ready" and case["needs"] == []
    case = c.ok("case-set", case=case["id"], part="owner", value={"role": "victim"})["case"]
    assert case["state"] == "draft"
    assert case["needs"] == [{"part": "owner", "field": "present"}, {"part": "owner", "field": "minor"}], case["needs"]
    refused = c.refused("case-set", "usage", case=case["id"], part="owner", value={"role": "liar"})
    assert (refused["part"], refused["field"]) == ("owner", "role"), refused
    refused = c.refused("case-set", "usage", case=case["id"], part="scope", value={"preset": "victim"})
    assert refused["part"] == "scope", refused
    consent = {**SEIZED["authority"], "basis": "consent"}
    case = c.ok("case-set", case=case["id"], part="authority", value=consent)["case"]
    assert {"part": "consent", "field": ""} in case["needs"]
    case = c.ok("case-set", case=case["id"], part="consent", value={**CONSENT, "capacity": "minor"})["case"]
    assert {"part": "consent", "field": "guardian"} in case["needs"]
    real = c.ok("case-new", training=False)["case"]["id"]
    refused = c.refused("case-set", "usage", case=real, part="authority", value=SEIZED["authority"])
    assert refused["field"] == "basis", refused
    c.ok("case-drop", case=real)
    c.ok("case-drop", case=case["id"])


def the_plan_is_told_in_words_before_all_is_said():
    with d.client("a.b") as c:
        case = c.ok("case-new", training=True)["case"]["id"]
        c.refused("plan", "usage", case=case, platform="android")
        scope = c.ok("preset", case=case, preset="witness")["scope"]
        assert scope["media"] == "none" and "files" not in scope["categories"], scope
        scope["counterparties"] = ["+254712345678"]
        c.ok("case-set", case=case, part="scope", value=scope)
        for platform in ("android", "iphone"):
            plan = c.ok("plan", case=case, platform=platform)
            assert any("254712345678" in line for line in plan["lines"]), plan
            assert plan["scope"] == scope and plan["needs"]
        assert c.ok("guide", make="samsung", platform="android", version="14")["lines"]
        c.ok("case-drop", case=case)


def from_draft_to_sealed_with_every_act_in_custody():
    c = d.client("a.b")
    case = c.ready_case(authority={**SEIZED["authority"], "basis": "consent"}, consent=CONSENT)["id"]
    phone = c.phone(device=device)
    assert phone["platform"] == "android" and phone["phantom"] is True, phone
    c.refused("resume", "state", case=case)
    started = c.ok("start", case=case, device=device)["case"]
    assert started["state"] == "meeting", started
    c.refused("case-set", "state", case=case, part="owner", value={"role": "victim"})
    c.event("progress", case=case)
    c.event("glance", case=case)
    sealed = c.state(case, "sealed", "cut", "refused", "stopped", "ready")
    assert sealed["state"] == "sealed" and sealed["platform"] == "android", sealed
    assert c.ok("glance", case=case)["glance"]["counts"]
    result = c.ok("result", case=case)["result"]
    assert len(result["words"]) == 12 and result["taken"], result
    bundle = os.path.join(state, "cases", case, "vault", "bundle")
    authority = json.load(open(os.path.join(bundle, "authority.json")))
    assert authority["consent"]["signature"] == CONSENT["signature"]
    assert authority["owner_role"] == "witness" and authority["item"]["seal"] == "S-77"
    log = c.ok("log", case=case)["entries"]
    assert [e["seq"] for e in log] == list(range(1, len(log) + 1))
    said = [e for e in log if e["act"] == "said"]
    custody = [json.loads(line) for line in open(os.path.join(bundle, "custody", "log.jsonl"))]
    operator = [e for e in custody if e.get("act") == "operator"]
    assert len(operator) >= len(said) + 2, (len(operator), len(said))
    trust = os.path.join(work, "trust")
    with open(trust, "w") as f:
        subprocess.run([programs + "/moka", "kit", "--kit", state + "/kit"], stdout=f, check=True)
    verify = subprocess.run([programs + "/moka", "verify", "--trust", trust, bundle], capture_output=True, text=True)
    assert verify.stdout.splitlines()[-1] == "TRAINING INTACT", verify.stdout
    kept["sealed"] = case


def a_second_browser_takes_a_case_over_and_the_first_is_told():
    with d.client("a.b") as first, d.client("a.b") as second:
        case = first.ok("case-new", training=True)["case"]["id"]
        second.ok("case", case=case)
        second.ok("case-set", case=case, part="owner", value={"role": "victim"})
        taken = first.event("taken-over", case=case)
        assert taken["by"]["id"] == "a.b"
        assert first.event("case")["case"]["id"] == case
        assert [e["act"] for e in first.ok("log", case=case)["entries"]] == ["case-made", "taken-over", "said"]
        first.ok("case-drop", case=case)
        second.event("taken-over", case=case)
        second.event("case-gone", case=case)


def a_session_ends_with_sign_out_and_the_ninth_ends_the_oldest():
    with d.client("a.b") as c:
        session = c.session
        c.ok("sign-out")
        assert c.event("session")["ended"] == "signed-out"
        c.refused("cases", "session")
        c.refused("cases", "session", session="0" * 64)
        c.refused("cases", "session", session="x")
        c.refused("cases", "session", session=session[:-1] + ("0" if session[-1] != "0" else "1"))
    oldest = d.client("a.b")
    more = [d.client("a.b") for _ in range(8)]
    assert oldest.event("session")["ended"] == "replaced"
    oldest.refused("cases", "session")
    for c in more:
        c.sock.close()


def a_pin_is_changed_with_the_old_one_and_ends_other_sessions():
    with d.client("c.d", "654321") as other, d.client("c.d", "654321") as c:
        c.refused("officer-pin", "usage", officer="c.d", pin="111111")
        c.refused("officer-pin", "pin", officer="c.d", old="000000", pin="111111")
        c.refused("officer-pin", "forbidden", officer="a.b", pin="111111")
        c.ok("officer-pin", officer="c.d", old="654321", pin="111111")
        assert other.event("session")["ended"] == "pin"
        c.ok("cases")
    with d.client("a.b") as admin:
        admin.ok("officer-pin", officer="c.d", pin="222222")
    with d.client("c.d", "222222"):
        pass


def wrong_pins_lock_for_longer_and_longer_and_a_restart_does_not_help():
    with d.client() as c, d.client("a.b") as watcher:
        for _ in range(3):
            assert "retry_s" not in c.refused("sign-in", "pin", officer="c.d", pin="000000")
        assert 25 <= c.refused("sign-in", "pin", officer="c.d", pin="000000")["retry_s"] <= 30
        assert c.refused("sign-in", "locked-out", officer="c.d", pin="222222")["retry_s"] <= 30
        locked = {o["id"]: o["locked_s"] for o in c.ok("hello")["officers"]}
        assert locked["c.d"] > 0 and locked["a.b"] == 0
        watcher.ok("cases")
    assert d.stop() == 0
    # Two more tries as they would have been: the count is what the file has.
    path = os.path.join(state, "officers.json")
    officers = json.load(open(path))
    assert [o["failures"] for o in officers["officers"]] == [0, 4], officers
    officers["officers"][1]["failures"] = 5
    json.dump(officers, open(path, "w"))
    d.start()
    with d.client() as c:
        assert 30 < c.refused("sign-in", "locked-out", officer="c.d", pin="222222")["retry_s"] <= 60  # 30: one wrong PIN less
    with d.client("a.b") as admin:
        admin.ok("officer-pin", officer="c.d", pin="333333")
        d.client("c.d", "333333").sock.close()
    access = [json.loads(line)["act"] for line in open(os.path.join(state, "access.jsonl"))]
    assert access.count("wrong-pin") == 5, access


def after_a_restart_cases_are_there_and_sessions_are_not():
    with d.client("a.b") as c:
        session = c.session
    d.kill()
    d.start()
    with d.client() as c:
        c.refused("cases", "session", session=session)
    with d.client("a.b") as c:
        case = c.ok("case", case=kept["sealed"])["case"]
        assert case["state"] == "sealed" and case["sealed"], case


def a_second_mokad_keeps_its_hands_off_the_same_state():
    other = Daemon(programs, state)
    other.command[other.command.index("--socket") + 1] = state + ".other"
    try:
        other.start()
        raise AssertionError("it started")
    except RuntimeError as e:
        assert "another mokad has it" in str(e), e
    d.client("a.b").sock.close()


def what_is_broken_is_set_aside_and_never_lost():
    with d.client("a.b") as c:
        case = c.ok("case-new", training=True)["case"]["id"]
    d.stop()
    path = os.path.join(state, "cases", case, "case.json")
    with open(path, "r+") as f:
        f.truncate(20)
    os.makedirs(os.path.join(state, "cases", ".c-aaaaaaaaaa"))
    d.start()
    with d.client("a.b") as c:
        c.refused("case", "not-found", case=case)
        c.ok("case", case=kept["sealed"])
    assert os.path.getsize(os.path.join(state, "broken", case, "case.json")) == 20
    assert not os.path.exists(os.path.join(state, "cases", ".c-aaaaaaaaaa"))
    d.stop()
    with open(os.path.join(state, "officers.json"), "w") as f:
        f.write("{")
    d.start()
    d.client("a.b").sock.close()  # out of the copy
    d.stop()
    for name in ("officers.json", "officers.bak"):
        with open(os.path.join(state, name), "w") as f:
            f.write("{")
    try:
        d.start()
        raise AssertionError("it started with nobody")
    except RuntimeError as e:
        assert "is damaged" in str(e), e


try:
    tap.run(a_new_kit_has_nobody_and_the_first_officer_is_an_administrator,
            a_kit_tells_whether_the_agency_has_certified_its_key,
            an_officer_sees_and_touches_own_cases_only_and_an_administrator_all,
            a_case_says_what_it_lacks_until_all_is_said,
            the_plan_is_told_in_words_before_all_is_said,
            from_draft_to_sealed_with_every_act_in_custody,
            a_second_browser_takes_a_case_over_and_the_first_is_told,
            a_session_ends_with_sign_out_and_the_ninth_ends_the_oldest,
            a_pin_is_changed_with_the_old_one_and_ends_other_sessions,
            wrong_pins_lock_for_longer_and_longer_and_a_restart_does_not_help,
            after_a_restart_cases_are_there_and_sessions_are_not,
            a_second_mokad_keeps_its_hands_off_the_same_state,
            what_is_broken_is_set_aside_and_never_lost)
finally:
    d.stop()
