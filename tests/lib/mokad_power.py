"""tests/e2e/mokad_power.sh: mokad is killed again and again. PROGRAMS WORK DEVICE KILLS"""
import json
import os
import random
import subprocess
import sys
import threading

import tap
from mokad_client import SEIZED, Daemon

programs, work, device, kills = sys.argv[1:]
state = os.path.join(work, "state")
d = Daemon(programs, state, "--phone", device).start()
with d.client() as first:
    first.ok("officer-add", officer="a.b", name="A B", pin="123456")
chance = random.Random(20261101)
RUNNING = ("meeting", "copying", "away", "sealing")


def kill_in(ms):
    timer = threading.Timer(ms / 1000, d.process.kill)
    timer.start()
    return timer


def acts(case):
    path = os.path.join(state, "cases", case, "operator.jsonl")
    return [json.loads(line) for line in open(path)] if os.path.exists(path) else []


def what_was_answered_is_there_after_a_kill_at_any_instant():
    for _ in range(int(kills)):
        d.stop()
        d.start()
        done = {}
        timer = None
        try:
            with d.client("a.b") as c:
                timer = kill_in(chance.uniform(1, 120))
                while True:
                    case = c.ok("case-new", training=True)["case"]["id"]
                    done[case] = 1
                    for part, value in SEIZED.items():
                        done[case] = len(c.ok("log", case=case)["entries"])
                        c.ok("case-set", case=case, part=part, value=value)
                        done[case] += 1
        except (EOFError, OSError):
            pass
        timer.join()
        d.process.wait()
        d.start()
        with d.client("a.b") as c:
            there = {x["id"] for x in c.ok("cases")["cases"]}
            assert set(done) <= there, (done, there)
            for case in there:
                log = acts(case)
                assert [a["seq"] for a in log] == list(range(1, len(log) + 1)), log
                assert len(log) >= done.get(case, 1), (case, len(log), done)
                now = c.ok("case", case=case)["case"]
                said = {a["part"] for a in log if a["act"] == "said"}
                # An act may be ahead of the case by the one that was cut; never the case of the acts.
                assert set(now["parts"]) <= said and len(said) <= len(now["parts"]) + 1, (now["parts"], said)
                c.ok("case-drop", case=case)
        assert not os.path.exists(os.path.join(state, "broken"))


def a_run_that_was_cut_again_and_again_is_found_and_sealed():
    with d.client("a.b") as c:
        case = c.ready_case()["id"]
    bundle = os.path.join(state, "cases", case, "vault", "bundle")
    cuts, bare, span = 0, False, 60  # span: ms in which a cut falls; longer until the run has begun before one
    while True:
        try:
            with d.client("a.b") as c:
                now = c.ok("case", case=case)["case"]
                assert now["state"] not in RUNNING, now
                if now["state"] == "sealed":
                    break
                if cuts:
                    assert now["state"] == "ready" or (now["state"] == "cut" and now["why"]["code"] == "power"), now
                    assert (now["state"] == "cut") == now["begun"], now
                if now["begun"] and not bare:  # cut before these two were written, a moment that is seldom met
                    bare = os.path.exists(os.path.join(bundle, "plan.json"))
                    for name in ("authority.json", "plan.json") if bare else ():
                        os.unlink(os.path.join(bundle, name))
                c.phone(device=device)
                span += 25 if now["begun"] else span if cuts else 0
                timer = kill_in(chance.uniform(20, span)) if cuts < int(kills) else None
                c.ok("resume" if now["begun"] else "start", case=case, **({} if now["begun"] else {"device": device}))
                c.state(case, "sealed")
                if timer:
                    timer.cancel()
        except (EOFError, OSError):
            pass
        if d.process.poll() is None:
            if timer:
                timer.join()
            if d.process.poll() is None:
                continue
        d.process.wait()
        cuts += 1
        d.start()
    print(f"# {cuts} cuts")
    assert cuts >= 3 and bare
    trust = os.path.join(work, "trust")
    with open(trust, "w") as f:
        subprocess.run([programs + "/moka", "kit", "--kit", state + "/kit"], stdout=f, check=True)
    got = subprocess.run([programs + "/moka", "verify", "--trust", trust, bundle], capture_output=True, text=True)
    assert got.stdout.endswith("TRAINING INTACT\n"), got.stdout
    # Each act of the officer up to the seal is in custody, once.
    custody = [json.loads(line) for line in open(os.path.join(bundle, "custody", "log.jsonl"))]
    taken = [e for e in custody if e.get("act") == "operator"]
    # A cut behind the seal, while it is encrypted: what the officer did then came too late for it.
    mine = [a for a in acts(case) if a["act"] in ("said", "start", "resume", "case-made") and a["at"] < custody[-1]["time"]]
    kept["custody"] = taken
    seqs = [seq_of(e) for e in taken]
    assert len(seqs) == len(set(seqs)), seqs
    assert {a["seq"] for a in mine} <= set(seqs), (seqs, mine)


def seq_of(entry):
    for value in entry.values():
        if isinstance(value, dict) and "seq" in value:
            return value["seq"]
    return entry["seq"]


kept = {}
try:
    tap.run(what_was_answered_is_there_after_a_kill_at_any_instant,
            a_run_that_was_cut_again_and_again_is_found_and_sealed)
finally:
    d.stop()
