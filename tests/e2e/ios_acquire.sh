#!/bin/bash
# A phantom iPhone, acquired, sealed, verified, read: against its truth and its own log.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
compare=$here/../lib/compare.pl
says() { "$moka" verify --trust "$work/trust" "$1" | tail -1 | grep -qw "$2"; }
log() { cat "$work/$1/custody/log.jsonl" "$work/$1/journal" 2>/dev/null | grep "\"act\":\"$2\""; }
covers() { grep "\"artefact\":\"$2\"" "$work/$1/coverage.jsonl" | grep "\"state\":\"$3\""; }
media=/private/var/mobile/Media
crash=/private/var/mobile/Library/Logs/CrashReporter
# all there are: else only what is known of a backup is taken, under its paths on the device
all='{"categories":["device","calls","messages","contacts","calendar","files","apps","activity","network","accounts"]}'

"$moka" exercise new --platform iphone --seed 11 -o "$work/ex" >/dev/null || exit 3
authority exercise "$all"
iphantom "$work/ex" || exit 3
ok "a phantom iPhone is acquired and sealed" acquire "$work/b" -q
stop_phantom
trust
ok "the bundle is intact" says "$work/b" INTACT
ok "the custody log equals the phone's own log" "$compare" ios_custody "$work/b" "$work/phantom.jsonl"
ok "the media partition is there byte for byte" "$compare" payload "$work/b" "$work/ex/media" $media
ok "and so are the reports of crashes" "$compare" payload "$work/b" "$work/ex/crash" $crash
docs() {
    local app
    for app in "$work"/ex/apps/*; do
        "$compare" payload "$work/b" "$app/Documents" \
            "/private/var/mobile/Containers/Data/Application/${app##*/}/Documents" || return 1
    done
}
ok "and the documents that apps share" docs
ok "the backup is whole" covers b ios.backup found
ok "what needs an encrypted one is named" covers b ios.calls unreachable
offloaded() { # media that the index has and the phone has not
    local n
    cp -r "$work/ex/media/PhotoData" "$work/photos"
    n=$(python3 - "$work/photos/Photos.sqlite" <<'PY'
import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute(
    "SELECT count(*) FROM ZINTERNALRESOURCE WHERE ZLOCALAVAILABILITY = -1 AND ZDATASTORESUBTYPE = 1").fetchone()[0])
PY
    )
    [ "$n" -gt 0 ] && covers b ios.offloaded unreachable | grep "\"seen\":$n,"
}
ok "and so are pictures that are not on the phone" offloaded
twice() { # as many as there are on both sides
    local n
    n=$(cd "$work/ex" && find media -type f | while read -r f; do
        for d in CameraRollDomain MediaDomain; do [ -e "phone/$d/Media/${f#media/}" ] && echo "$f"; done
    done | wc -l)
    [ "$n" -gt 0 ] && covers b ios.held_twice found | grep "\"seen\":$n," | grep 'they are the same'
}
ok "what the backup and the media partition both have is counted" twice
parse() { # BUNDLE [OPTION...]: its records as they would be out of the backup alone, others in files.jsonl
    "$moka" parse --coverage "$work/cov.jsonl" "${@:2}" "$1" >"$work/all.jsonl"
    [ $? -le 1 ] || return 1
    sed -E 's#"/?backup/[0-9A-Fa-f-]{25,40}/#"#g' "$work/all.jsonl" | grep -v '"file":"/private' >"$work/records.jsonl"
    grep '"file":"/private' "$work/all.jsonl" >"$work/files.jsonl"
}
ok "it is read" parse "$work/b"
true_to() { python3 "$here/../lib/whole.py" --not ios.backup --not ios.lockdown --not ios.apps "$1" "$work/records.jsonl"; }
ok "every true record is found, and nothing else" true_to "$work/ex/truth.jsonl"
pictures() { # each picture once more, as it lies on the media partition
    [ "$(grep -c '"kind":"media".*"path":"private/var/mobile/Media/DCIM' "$work/ex/truth.jsonl")" -eq \
        "$(grep -c '"kind":"media".*"path":"/private/var/mobile/Media/DCIM' "$work/files.jsonl")" ]
}
ok "so are the pictures of the media partition" pictures
facts() { grep '"app":"ios.lockdown","name":"ProductType"' "$work/all.jsonl" && grep '"app":"ios.apps"' "$work/all.jsonl"; }
ok "what the phone tells of itself and its apps is read" facts
order() { # pairing is told before it is made, and taken back
    [ "$(grep -oE '"act":"(pairing|paired|unpairing|unpaired|finished)"' "$work/b/custody/log.jsonl" | tr -d '\n')" = \
        '"act":"pairing""act":"paired""act":"unpairing""act":"unpaired""act":"finished"' ]
}
ok "paired for this run alone, and taken back" order
no_key() { ! grep -rlE 'BEGIN (RSA )?PRIVATE KEY|HostPrivateKey' "$work/b" "$work/kit"; }
ok "the pairing record is gone with the run" no_key
ok "sha256sum agrees" sh -c "cd '$work/b' && sha256sum --quiet -c manifest-sha256.txt && sha256sum --quiet -c tagmanifest-sha256.txt"
training() { grep -q TRAINING "$work/b/bag-info.txt" && log b begun | grep '"mode":"TRAINING"'; }
ok "everything is marked TRAINING" training

# An encrypted backup: the kit sets a password where the authority says so, and takes it off again.
authority exercise '{"categories":["device","calls","messages","contacts","calendar","files","apps","activity","network","accounts"],"encrypt_backup":true}'
iphantom "$work/ex" --rounds 10 || exit 3
ok "one is made under a password of the kit's" acquire "$work/enc" -q
stop_phantom
password=$(sed -n 's/.*"password":"\([^"]*\)".*/\1/p' "$work"/kit/backup-passwords/*)
words() {
    [ "$(grep -oE '"act":"backup-password-[a-z-]*"' "$work/enc/custody/log.jsonl" | tr -d '\n')" = \
        '"act":"backup-password-setting""act":"backup-password-set""act":"backup-password-taking-off""act":"backup-password-off"' ] &&
        [ "$(grep -oE 'ChangePassword [a-z]*' "$work/phantom.jsonl" | tr '\n' ' ')" = 'ChangePassword set ChangePassword off ' ]
}
ok "it is set and taken off, and custody says so" words
secret() { [ ${#password} -ge 24 ] && ! grep -rlF "$password" "$work/enc" "$work/phantom.jsonl" && grep -q '"state":"off"' "$work"/kit/backup-passwords/*; }
ok "the password itself is in the kit's folder alone" secret
ok "the custody log equals the phone's own log" "$compare" ios_custody "$work/enc" "$work/phantom.jsonl"
ok "it is read with it" parse "$work/enc" --key "ios-backup=$password"
ok "every record of the longer truth is found, and nothing else" true_to "$work/ex/truth-encrypted.jsonl"
reachable() { ! grep 'needs encrypted' "$work/enc/coverage.jsonl"; }
ok "nothing is unreachable for want of encryption" reachable
ok "what is there twice is counted, and not compared" covers enc ios.held_twice found
authority exercise "$all"

# States of the phone and words of the authority.
iphantom "$work/ex" --pending 2 --no-tls || exit 3
late() { acquire "$work/late" 2>"$work/err"; }
ok "a question that is answered late" late
asked() { grep 'whether to trust it' "$work/err"; }
ok "it is told what to touch" asked
stop_phantom
iphantom "$work/ex" --deny || exit 3
denied() { ! acquire "$work/no" --wait 0 2>"$work/err" && grep "Don't Trust" "$work/err" && grep "touch Trust" "$work/err" && log no pairing-refused && ! log no paired; }
ok "a pairing that is refused is told, and is no pairing" denied
stop_phantom
iphantom "$work/ex" --mdm || exit 3
managed() { ! acquire "$work/mdm" --wait 0 2>"$work/err" && grep organisation "$work/err" && grep 'profiles: Management Profile (Example Org)' "$work/err" && grep 'has to say "managed"' "$work/err"; }
ok "a managed phone stops the run, and says whose it is" managed
authority exercise '{"categories":["device","files"],"managed":true}'
ok "unless the authority says so" acquire "$work/mdm2"
stop_phantom
profiles() { covers mdm2 ios.profiles found | grep '"seen":1,' | grep 'of a management: Management Profile (Example Org)' && covers b ios.profiles empty; }
ok "the ledger names its profile, and that the other has none" profiles
read_profiles() { "$moka" parse "$work/mdm2" | grep '"app":"ios.profiles"' | grep '"cannot_be_removed":true'; }
ok "and it is read" read_profiles

# Profiles of nobody's management are named, and stop nothing.
authority exercise '{"categories":["device"]}'
cp -r "$work/ex" "$work/vpn"
sed -i 's/"apps":/"profiles":[{"PayloadIdentifier":"org.example.vpn","PayloadDisplayName":"VPN","PayloadUUID":"1"}],"apps":/' "$work/vpn/exercise.json"
iphantom "$work/vpn" || exit 3
vpn() { acquire "$work/with-vpn" 2>"$work/err" && grep 'profiles are installed: VPN' "$work/err" && log with-vpn found | grep '"finding":"profiles"'; }
ok "a profile that manages nothing is named" vpn
stop_phantom

# The wrong phone is not touched.
authority exercise "$all"
sed -i 's/"exhibit":/"device":{"serial":"C00000000000"},"exhibit":/' "$work/authority.json"
iphantom "$work/ex" || exit 3
wrong() { ! acquire "$work/wrong" --wait 0 2>"$work/err" && grep 'names serial C00000000000' "$work/err" && log wrong wrong-phone; }
ok "another phone than the authority's is refused" wrong
ok "and left as it was" log wrong unpaired
authority warrant
heard=$(wc -l <"$work/phantom.jsonl")
real() {
    ! "$moka" acquire --authority "$work/authority.json" --kit "$work/kit" --device "$device" -o "$work/real" 2>"$work/err" &&
        grep 'this is a phantom' "$work/err" && [ ! -e "$work/real" ] &&
        ! tail -n "+$((heard + 1))" "$work/phantom.jsonl" | grep lockdown:Pair
}
ok "a phantom is no exhibit, and is not paired with" real
stop_phantom
finish
