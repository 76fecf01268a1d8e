#!/bin/bash
# What stands in the way is told before anything is taken; a managed phone stops the run.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
"$moka" exercise new --seed 3 --files 3 -o "$work/ex" >/dev/null || exit 3
authority exercise
answers() { # answers COMMAND TEXT [COMMAND TEXT]...: the phone says so
    python3 - "$work/ex/providers.db" "$@" <<'P'
import sqlite3, sys
path, words = sys.argv[1], sys.argv[2:]
db = sqlite3.connect(path)
for command, text in zip(words[::2], words[1::2]):
    db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, '', 0)", (command, text))
db.commit()
P
}
answers "dpm list-owners" $'1 owner:\nUser  0: admin=com.corp.mdm/.Admin,DeviceOwner\n'
phantom "$work/ex" || exit 3
stops() {
    acquire "$work/m" 2>"$work/err"
    [ $? -eq 3 ] && grep "managed by an organisation (User  0: admin=com.corp.mdm" "$work/err"
}
ok "a managed phone stops the run, and is named" stops
little() { ! grep -qE 'content query|"sync"|settings list|pm list packages' "$work/phantom.jsonl"; }
ok "nothing but what it is was asked before" little
authority exercise '{"categories":["device","calls"],"managed":true}'
goes_on() { acquire "$work/n" 2>"$work/err" && grep "^note: .*managed by an organisation" "$work/err"; }
ok "an authority that names it goes on, and says so" goes_on
stop_phantom
answers "dpm list-owners" $'no owners\n' "settings --user 0 list secure" \
    $'android_id=1\nrampart_main_switch_enabled=1\n' "dumpsys battery" \
    $'Current Battery Service state:\n  level: 7\n'
phantom "$work/ex" || exit 3
authority exercise
told() { # findings come before the first provider is asked
    acquire "$work/b" 2>"$work/err" &&
        awk '/^act: .*Auto Blocker/ { a = NR } /^act: The battery is low \(7 %\)/ { b = NR }
            /android.calls/ { c = NR } END { exit !(a && b && c && a < c && b < c) }' "$work/err"
}
ok "what has to be touched is told before anything is taken" told
custody() { grep '"act":"found","finding":"auto-blocker","weight":"act"' "$work/b/custody/log.jsonl"; }
ok "and stands in the custody log" custody
finish
