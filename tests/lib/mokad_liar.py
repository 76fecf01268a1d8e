"""tests/e2e/mokad_liar.sh: mokad and a moka-token that lies. PROGRAMS WORK"""
import json
import os
import sys
import time

import tap
from mokad_client import Daemon

programs, work = sys.argv[1:]
state, folder = os.path.join(work, "state"), os.path.join(work, "keys")
os.makedirs(folder)
d = Daemon(programs, state, "--keys", folder).start()
PIN = "123456"

# What is wrong, and as what it is refused.
MADE = {"no-handle": "failed", "large-handle": "failed", "large-key": "failed", "other-application": "failed", "plain-key": "failed",
        "off-the-curve": "failed", "short-point": "failed", "length-that-lies": "failed"}
USED = {"wrong-signature": "other", "other-challenge": "other", "other-application": "other", "counter-not-signed": "other",
        "other-handle": "other", "said-before": "other", "no-touch": "late", "counter-back": "counter", "counter-same": "counter",
        "counter-gone": "counter"}
SAID = {x: "failed" for x in ("large-signature", "not-hex", "odd-hex", "a-number", "a-list", "nothing-in-it", "a-code-nobody-knows",
                              "a-code-that-is-none", "dies", "dies-in-the-middle", "says-nothing", "no-json", "binary", "empty-line",
                              "deep", "twice", "two-megabytes", "good-after-bad", "nul")}


def how(word):
    with open(os.path.join(folder, "how"), "w", encoding="utf-8") as f:
        f.write(word)


def officer():
    with open(os.path.join(state, "officers.json"), encoding="utf-8") as f:
        return json.load(f)["officers"][0]


def wrong_keys():
    with open(os.path.join(state, "access.jsonl"), encoding="utf-8") as f:
        return [a["why"] for a in map(json.loads, f) if a["act"] == "wrong-key"]


def refused(c, word, is_, **members):
    got = c.refused(word, "key", **members)
    assert got["is"] == is_, got


def is_as_before(pid, was):
    """Up, nobody is in, nothing was learnt of the liar but that it was wrong."""
    assert d.process.pid == pid and d.process.poll() is None
    now = officer()
    assert [(k["key"], k["counter"]) for k in now.get("keys", [])] == [(k["key"], k["counter"]) for k in was.get("keys", [])], now
    assert now["failures"] == was["failures"]
    with open(os.path.join(state, "access.jsonl"), encoding="utf-8") as f:
        assert not [a for a in map(json.loads, f) if a["act"] == "signed-in-by-key"]


def each(c, words, word, **members):
    pid = d.process.pid
    for what, is_ in words.items():
        was, told = officer(), wrong_keys()
        how(what)
        refused(c, word, is_, **members)
        is_as_before(pid, was)
        counted = is_ in ("other", "late", "counter")
        assert wrong_keys() == told + [is_] * counted, (what, wrong_keys())
        assert officer().get("wrong_keys", 0) == was.get("wrong_keys", 0) + counted, what


def no_key_of_a_liar_is_added():
    c = d.client()
    c.ok("officer-add", officer="a.b", name="A B", pin=PIN)
    c.sign_in("a.b", PIN)
    each(c, MADE, "key-add", pin=PIN)
    each(c, {"make:" + x: is_ for x, is_ in SAID.items()}, "key-add", pin=PIN)


def a_key_that_does_not_sign_is_not_added():
    c = d.client("a.b", PIN)
    of_a_new_key = ("said-before", "counter-back", "counter-same", "counter-gone")  # it has said nothing before
    each(c, {"use:" + x: is_ for x, is_ in USED.items() if x not in of_a_new_key}, "key-add", pin=PIN)
    each(c, {"use:" + x: is_ for x, is_ in SAID.items()}, "key-add", pin=PIN)
    assert c.ok("keys")["keys"] == []


def nobody_is_let_in_by_a_liar():
    c = d.client("a.b", PIN)
    how("")
    c.ok("key-add", pin=PIN)
    assert len(officer()["keys"]) == 1
    other = d.client()
    each(other, {**USED, **SAID}, "sign-in-key", officer="a.b")
    c.refused("key-add", "key", pin=PIN)  # as it answers now


def it_floods_and_mokad_answers_others():
    c, other = d.client(), d.client()
    how("floods")
    pid, was = d.process.pid, officer()
    asked = c.send("sign-in-key", officer="a.b")
    for _ in range(20):
        assert other.ok("hello")["ok"]
    other.ok("key-stop", officer="a.b")
    got = c.answer(asked)
    assert got["code"] == "key" and got["is"] == "stopped", got
    is_as_before(pid, was)


def it_hangs_and_its_time_ends():
    c, other = d.client(), d.client()
    how("hangs")
    pid, was, began = d.process.pid, officer(), time.monotonic()
    asked = c.send("sign-in-key", officer="a.b")
    other.sign_in("a.b", PIN)  # by PIN all the while
    got = c.answer(asked)
    assert got["code"] == "key" and got["is"] == "late" and 30 < time.monotonic() - began, got
    is_as_before(pid, was)


def a_liar_that_tells_the_truth_is_let_in():
    how("")
    got = d.client().ok("sign-in-key", officer="a.b")
    assert got["officer"]["id"] == "a.b", got


try:
    tap.run(no_key_of_a_liar_is_added,
            a_key_that_does_not_sign_is_not_added,
            nobody_is_let_in_by_a_liar,
            it_floods_and_mokad_answers_others,
            it_hangs_and_its_time_ends,
            a_liar_that_tells_the_truth_is_let_in)
finally:
    d.stop()
