"""tests/e2e/mokad_keys.sh: officers and their hardware keys. PROGRAMS WORK"""
import json
import os
import subprocess
import sys
import time

import tap
from mokad_client import Client, Daemon

programs, work = sys.argv[1:]
state, folder = os.path.join(work, "state"), os.path.join(work, "keys")
os.makedirs(folder)
d = Daemon(programs, state, "--keys", folder).start()
plugged = {}
PIN = {"a.b": "123456", "c.d": "654321"}


def plug(name, *how):
    say(name, *how)
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fido_key.py")
    plugged[name] = subprocess.Popen([sys.executable, "-B", script, folder, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert plugged[name].stdout.readline() == b"plugged\n"


def say(name, *how):
    path = os.path.join(folder, name + ".how")
    with open(path + ".new", "w") as f:
        f.write(" ".join(how))
    os.rename(path + ".new", path)


def pull(name):
    p = plugged.pop(name)
    p.stdin.close()
    assert p.wait(30) == 0
    p.stdout.close()


def waits(name):
    """Until that key waits for a touch."""
    path = os.path.join(folder, name + ".waits")
    until = time.monotonic() + 60
    while not os.path.exists(path):
        assert time.monotonic() < until
        time.sleep(0.02)
    os.unlink(path)


def of(officer):
    with open(os.path.join(state, "officers.json")) as f:
        return next(o for o in json.load(f)["officers"] if o["id"] == officer)


def acts(act):
    with open(os.path.join(state, "access.jsonl")) as f:
        return [a for a in map(json.loads, f) if a["act"] == act]


def refused(c, is_, word="sign-in-key", **members):
    got = c.refused(word, "key", **(members or {"officer": "a.b"}))
    assert got["is"] == is_, got


def signed_in(c, officer="a.b"):
    got = c.ok("sign-in-key", officer=officer)
    assert got["officer"]["id"] == officer, got
    assert c.ok("cases", session=got["session"])["cases"] == []
    c.ok("sign-out", session=got["session"])


def a_key_is_added_with_the_pin_and_by_two_touches():
    c = d.client()
    c.ok("officer-add", officer="a.b", name="A B", pin=PIN["a.b"])
    c.sign_in("a.b", PIN["a.b"])
    c.ok("officer-add", officer="c.d", name="C D", pin=PIN["c.d"])
    got = c.ok("keys")
    assert got["keys"] == [] and got["most"] == 4, got
    c.refused("key-add", "usage")
    c.refused("key-add", "pin", pin="000000")
    refused(c, "absent", "key-add", pin=PIN["a.b"])
    plug("hidraw0")
    c.ok("key-add", pin=PIN["a.b"])
    (key,) = c.ok("keys")["keys"]
    assert key["key"].startswith("SHA256:"), key
    (added,) = acts("key-added")
    assert added["key"] == key["key"] and added["counter"] == 1 and added["verified"] is False, added
    refused(c, "known", "key-add", pin=PIN["a.b"])
    hello = d.client().ok("hello")
    assert hello["keys"] is True and [o.get("key") for o in hello["officers"]] == [True, None], hello
    Client(d.path).refused("key-add", "session", pin=PIN["a.b"])
    c.refused("sign-in-key", "not-found", officer="c.d")
    c.refused("sign-in-key", "not-found", officer="nobody")


def a_touch_signs_in_and_forgives_no_wrong_pin():
    c = d.client()
    c.refused("sign-in", "pin", officer="a.b", pin="000000")
    signed_in(c)
    (act,) = acts("signed-in-by-key")
    assert act["officer"] == "a.b" and act["counter"] == 2 and act["key"] == acts("key-added")[0]["key"], act
    assert of("a.b")["failures"] == 1 and of("a.b")["keys"][0]["counter"] == 2
    d.kill()
    d.start()
    signed_in(d.client())
    assert of("a.b")["keys"][0]["counter"] == 3


def what_is_not_the_officers_key_is_counted_and_no_wrong_pin():
    c = d.client()
    pull("hidraw0")
    refused(c, "absent")
    plug("hidraw1", "es256")
    refused(c, "other")
    assert of("a.b")["wrong_keys"] == 1 and of("a.b")["failures"] == 1
    assert [a["why"] for a in acts("wrong-key")] == ["other"]
    c.sign_in("c.d", PIN["c.d"])
    c.ok("key-add", pin=PIN["c.d"])  # of the kind that has no Ed25519
    signed_in(c, "c.d")
    refused(c, "other")


def of_two_that_are_plugged_in_the_right_one_is_asked():
    c = d.client()
    plug("hidraw0")
    signed_in(c)
    signed_in(c, "c.d")
    c.sign_in("a.b", PIN["a.b"])
    refused(c, "several", "key-add", pin=PIN["a.b"])
    pull("hidraw1")


def a_count_that_does_not_grow_and_no_touch_let_nobody_in():
    c = d.client()
    was = of("a.b")["wrong_keys"]
    say("hidraw0", "stuck")
    refused(c, "counter")
    say("hidraw0", "absent")
    refused(c, "late")
    assert of("a.b")["wrong_keys"] == was + 2
    say("hidraw0", "untouched")
    refused(c, "late")
    assert of("a.b")["wrong_keys"] == was + 2
    say("hidraw0")
    signed_in(c)
    c.sign_in("a.b", PIN["a.b"])
    assert c.ok("officers")["officers"][0]["wrong_keys"] == was + 2


def a_key_that_wants_its_own_pin_is_said():
    c = d.client("c.d", PIN["c.d"])
    say("hidraw0", "pin")
    refused(c, "pin", "key-add", pin=PIN["c.d"])
    say("hidraw0")


def the_way_back_ends_the_wait_and_a_new_try_takes_the_place_of_the_old():
    c, other = d.client(), d.client()
    say("hidraw0", "holds")
    first = c.send("sign-in-key", officer="a.b")
    waits("hidraw0")
    other.ok("key-stop", officer="c.d")  # not that one's
    other.ok("key-stop", officer="a.b")
    got = c.answer(first)
    assert got["code"] == "key" and got["is"] == "stopped", got
    second = c.send("sign-in-key", officer="a.b")
    waits("hidraw0")
    third = other.send("sign-in-key", officer="a.b")
    assert c.answer(second)["is"] == "stopped"
    waits("hidraw0")
    say("hidraw0")
    assert other.answer(third)["ok"]


def an_administrator_drops_a_key_of_another():
    c, admin = d.client("c.d", PIN["c.d"]), d.client()
    (key,) = c.ok("keys")["keys"]
    c.refused("keys", "forbidden", officer="a.b")
    c.refused("keys", "forbidden", officer="nobody")
    c.refused("key-drop", "forbidden", officer="a.b", key=key["key"], pin=PIN["c.d"])
    admin.sign_in("a.b", PIN["a.b"])
    assert admin.ok("keys", officer="c.d")["keys"] == [key]
    admin.refused("keys", "not-found", officer="nobody")
    admin.refused("key-drop", "pin", officer="c.d", key=key["key"], pin=PIN["c.d"])  # one's own
    admin.refused("key-drop", "not-found", officer="a.b", key=key["key"], pin=PIN["a.b"])
    assert c.ok("keys")["keys"] == [key] and not acts("key-dropped")
    admin.ok("key-drop", officer="c.d", key=key["key"], pin=PIN["a.b"])
    (act,) = acts("key-dropped")
    assert act["officer"] == "c.d" and act["by"] == "a.b" and act["key"] == key["key"], act
    c.event("session", ended="administrator")
    c.refused("keys", "session")
    d.client().refused("sign-in-key", "not-found", officer="c.d")
    assert len(admin.ok("keys")["keys"]) == 1


def who_is_locked_is_locked_for_keys_also_while_one_is_waited_for():
    c, other = d.client(), d.client()
    say("hidraw0", "holds")
    first = c.send("sign-in-key", officer="a.b")
    waits("hidraw0")
    for _ in range(4):
        other.refused("sign-in", "pin", officer="a.b", pin="000000")
    say("hidraw0")
    got = c.answer(first)
    assert not got["ok"] and got["code"] == "forbidden", got
    assert 0 < c.refused("sign-in-key", "locked-out", officer="a.b")["retry_s"] <= 30
    other.sign_in("c.d", PIN["c.d"])
    assert of("a.b")["failures"] == 4


def a_key_is_dropped_with_the_pin_and_lets_nobody_in_any_more():
    c = d.client("c.d", PIN["c.d"])
    c.ok("key-add", pin=PIN["c.d"])
    (key,) = c.ok("keys")["keys"]
    c.refused("key-drop", "pin", key=key["key"], pin="000000")
    c.refused("key-drop", "not-found", key="SHA256:none", pin=PIN["c.d"])
    c.ok("key-drop", key=key["key"], pin=PIN["c.d"])
    assert c.ok("keys")["keys"] == [] and acts("key-dropped")[-1]["key"] == key["key"] and "by" not in acts("key-dropped")[-1]
    c.refused("sign-in-key", "not-found", officer="c.d")


try:
    tap.run(a_key_is_added_with_the_pin_and_by_two_touches,
            a_touch_signs_in_and_forgives_no_wrong_pin,
            what_is_not_the_officers_key_is_counted_and_no_wrong_pin,
            of_two_that_are_plugged_in_the_right_one_is_asked,
            a_count_that_does_not_grow_and_no_touch_let_nobody_in,
            a_key_that_wants_its_own_pin_is_said,
            the_way_back_ends_the_wait_and_a_new_try_takes_the_place_of_the_old,
            an_administrator_drops_a_key_of_another,
            who_is_locked_is_locked_for_keys_also_while_one_is_waited_for,
            a_key_is_dropped_with_the_pin_and_lets_nobody_in_any_more)
finally:
    for p in plugged.values():
        p.kill()
    d.stop()
