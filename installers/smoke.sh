#!/usr/bin/env bash
# smoke.sh PROGRAM: the packaged program, without a display and in an empty folder, runs the default experiment and leaves its picture.
set -eu
program=$(readlink -f "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
env -u DISPLAY -u WAYLAND_DISPLAY PUSHFORWARD_HOME="$folder/home" "$program" >output
grep -q "$folder/pushforward.png" output
[ "$(head -c 4 pushforward.png | tail -c 3)" = PNG ]
# Fails when the class archive does not fit.
JAVA_TOOL_OPTIONS=-Xshare:on "$program" list >/dev/null
# With the package of networks beside it, libtorch is found there.
libraries=$(dirname "$program")/../lib/networks
ln -s ../../../networks "$libraries"
networks=$("$program" --version --verbose 2>&1) || true
rm "$libraries"
case $networks in *"known answers met"*) ;; *) echo "smoke: $networks" >&2; exit 1 ;; esac
echo "the packaged program runs"
