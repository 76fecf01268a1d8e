#!/bin/bash
# Pictures as the viewer shows them: JPEG, PNG, GIF, WebP, HEIC through the sandboxed worker; what is not shown says why.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lib/e2e.sh"

mkdir -p "$work/phone/sdcard/DCIM/Camera" || exit 3
cp "$here"/../corpus/fuzz_picture/* "$work/phone/sdcard/DCIM/Camera/" || exit 3
cd "$work/phone/sdcard/DCIM/Camera" || exit 3
head -c 40 lossy.webp >broken.webp
head -c 700 still.heic >broken.heic
cp heif_items_in_a_circle circle.heic
python3 "$here/../lib/gif_make.py" . || exit 3
"$moka" import --case "$work/case" --examiner e.lab "$work/phone" >"$work/said" 2>&1
[ $? -le 1 ] || { cat "$work/said" >&2 && exit 3; }
python3 "$here/../lib/pictures.py" "$work/case"
