#!/bin/bash
# mokad against a panel that was taken over: garbage, size, depth, floods, forged sessions, words at the wrong time,
# other users; and its store's helper.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"
chmod 711 "$work"
cat >"$work/store" <<'EOT'
#!/bin/sh
# A helper as board/boot/moka-store is one: the phrase lies in a file.
cd "$(dirname "$0")" || exit 1
is=$(cat store.state 2>/dev/null || echo new)
case $1 in
state) echo "$is" && echo "a folder of the test" ;;
new) [ "$is" = new ] || exit 4; cat >store.phrase && echo open >store.state ;;
open) [ "$is" = locked ] || exit 4; cmp -s - store.phrase || exit 3; echo open >store.state ;;
esac
EOT
chmod +x "$work/store"
PYTHONPATH=$here/../lib python3 -B "$here/../lib/mokad_hostile.py" "$MOKA_BIN" "$work"
