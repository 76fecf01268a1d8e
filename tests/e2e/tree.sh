#!/bin/bash
# moka tree and moka decrypt: what comes out, the exit status, and that nothing is changed.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
tree() { # STATUS [OPTION...] FILE: into $work/out and $work/err
    local want=$1
    shift
    "$moka" tree "$@" >"$work/out" 2>"$work/err"
    [ $? -eq "$want" ]
}
says() { grep -qF -- "$2" "$work/$1"; }
is_json() { python3 -c 'import json, sys; json.load(open(sys.argv[1], encoding="utf-8"))' "$work/out"; }

python3 - "$work" <<'PY'
import base64, datetime, gzip, plistlib, sys
work = sys.argv[1]
put = lambda name, data: open(work + "/" + name, "wb").write(data)
inner = plistlib.dumps({"deep": "value"}, fmt=plistlib.FMT_BINARY)
doc = {"text": "a\u202eb\x1b[31m", "key\n": 1, "date": datetime.datetime(2020, 1, 2, 3, 4, 5),
       "packed": gzip.compress(inner), "written": base64.b64encode(inner).decode(), "bytes": b"\0\xff"}
whole = plistlib.dumps(doc, fmt=plistlib.FMT_BINARY)
put("whole.plist", whole)
put("cut.plist", whole[:-40])
put("nothing", b"\x80\x81\x82")
put("empty", b"")
put("proto", b"\x08\x96\x01\x12\x05hello\x1a\x03\x08\x96\x01")
put("list.abx", b"ABX\0\x10\x32\xff\xff\0\3map\x6f\xff\xff\0\1n\0\0\0\7\x33\0\0\x11")
put("old.plist", b"{ name = \"old style\"; list = ( a, b ); }")
PY
before=$(cd "$work" && sha256sum whole.plist cut.plist)

ok "a binary property list is shown" tree 0 "$work/whole.plist"
ok "as JSON" is_json
ok "what steers a terminal is escaped, in texts" says out '"a\u202eb\u001b[31m"'
ok "and in keys" says out '"key\n":1'
ok "dates are dates" says out '"2020-01-02T03:04:05Z"'
ok "a packed list inside is shown" says out '"packed":{"gzip":{"plist":{"deep":"value"}}}'
ok "and one in base64" says out '"written":{"base64":{"plist":{"deep":"value"}}}'
ok "bytes as hex" says out '"bytes":{"hex":"00ff"}'
ok "a list that breaks off makes status 1" tree 1 "$work/cut.plist"
ok "and is shown as far as it goes" says out 'value'
ok "with what is wrong" says out '"damaged":'
ok "what is nothing known makes status 1" tree 1 "$work/nothing"
ok "and so does nothing at all" tree 1 "$work/empty"
ok "with nothing on standard output" test ! -s "$work/out"
ok "protocol buffers are shown" tree 0 "$work/proto"
ok "with their readings" says out '{"field":1,"varint":150,"zigzag":75},{"field":2,"text":"hello"}'
ok "ABX is shown" tree 0 "$work/list.abx"
ok "as elements" says out '{"element":"map","attributes":{"n":"7"},"content":[]}'
ok "the old style is shown" tree 0 "$work/old.plist"
ok "a type can be asked for" tree 0 --as openstep "$work/old.plist"
ok "another than the file's is refused with status 1" tree 1 --as abx "$work/old.plist"
ok "one that is none with status 2" tree 2 --as nosuch "$work/old.plist"
ok "a folder with status 2" tree 2 "$work"
ok "what is not there with status 3" tree 3 "$work/not there"
ok "an unknown option with status 2" tree 2 --no-such-option "$work/old.plist"
ok "the types are listed" tree 0 --list
ok "each on a line" says out plist
unchanged() { [ "$(cd "$work" && sha256sum whole.plist cut.plist)" = "$before" ]; }
ok "the input is as it was" unchanged

decrypt() { # STATUS ARGUMENT...
    local want=$1
    shift
    "$moka" decrypt "$@" >"$work/out" 2>"$work/err"
    [ $? -eq "$want" ]
}
ok "decrypt refuses a kind that is none" decrypt 2 nosuch "$work/proto" -o "$work/plain"
ok "and to be given neither output nor --check" decrypt 2 ab "$work/proto"
ok "the kinds are listed" decrypt 0 --list

# A reader that dies, and one that sends what steers a terminal.
mkdir -p "$work/bin"
cp "$moka" "$work/bin/"
moka=$work/bin/moka
printf '#!/bin/sh\nkill -SEGV $$\n' >"$work/bin/moka-decode"
chmod +x "$work/bin/moka-decode"
ok "a reader that dies makes status 3" tree 3 "$work/whole.plist"
ok "and is told" says err 'the reader died'
hostile() { # TEXT: a worker that sends it as output
    printf '#!/usr/bin/env python3\nimport socket, struct\ns = socket.socket(fileno=3)\n' >"$work/bin/moka-decode"
    printf 'f = lambda t, b: s.sendall(struct.pack("<IHH", len(b), t, 0) + b)\n' >>"$work/bin/moka-decode"
    printf 'f(96, %s)\nf(97, bytes(6))\ns.recv(1 << 16)\n' "$1" >>"$work/bin/moka-decode"
}
hostile 'b"\"\x1b[2J\"\n"'
ok "one that sends an escape sequence is refused" tree 3 "$work/whole.plist"
ok "before anything is shown" test ! -s "$work/out"
hostile 'b"\"\xe2\x80"); f(96, b"\xae\"\n"'
ok "also when it comes in pieces" tree 3 "$work/whole.plist"
hostile 'b"\"\xc3"); f(96, b"\xa9\"\n"'
ok "harmless characters may be cut" tree 0 "$work/whole.plist"
finish
