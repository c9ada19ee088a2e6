#!/usr/bin/env bash
# archive.sh PROGRAM: starts the packaged program for a few seconds; at its end it leaves an archive of the classes that a start needs
# beside its jars. Installed programs start a second sooner with it. Best with a display: then those of the window are in it.
set -eu
program=$(readlink -f "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
JAVA_TOOL_OPTIONS=-XX:+AutoCreateSharedArchive PUSHFORWARD_HOME="$folder/home" "$program" >output 2>&1 &
# Time enough for the first picture; without a display it ends by itself.
for _ in $(seq 80); do
    sleep 0.1
    kill -0 $! 2>/dev/null || break
done
kill -TERM $! 2>/dev/null || true
wait $! 2>/dev/null || true
[ -s "$(dirname "$program")/../lib/app/classes.jsa" ] || { cat output >&2; echo "archive: no class archive was written" >&2; exit 1; }
