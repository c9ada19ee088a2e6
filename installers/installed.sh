#!/usr/bin/env bash
# installed.sh DEB: installs the package (as root; else unpacks it), and uses what is there as a person would: its command, the type of its
# files, the window by the entry of the desktop's menu, a second start; then removes it and looks for what was left.
set -eu
deb=$(readlink -f "$1")
folder=$(mktemp -d)
window=
finish() {
    [ -z "$window" ] || kill "$window" 2>/dev/null || true
    [ -z "${installed:-}" ] || dpkg --purge pushforward >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap finish EXIT
fail() {
    echo "installed: $1" >&2
    [ ! -f "$folder/log" ] || tail -20 "$folder/log" >&2
    exit 1
}
# until SECONDS COMMAND…: waits for it to hold
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.3
    done
}

if [ "$(id -u)" = 0 ]; then
    dpkg -i "$deb" >"$folder/log" 2>&1 || fail "the package cannot be installed"
    installed=1 root=
else
    root=$folder/root
    dpkg-deb -x "$deb" "$root"
fi
program=$root/opt/pushforward/bin/Pushforward
[ -z "${installed:-}" ] || program=$(command -v pushforward) || fail "there is no command pushforward"
export PUSHFORWARD_HOME=$folder/home

"$program" --version >"$folder/log" 2>&1 || fail "the program does not start"
"$program" verify mesh.monge-ampere >"$folder/log" 2>&1 || fail "the checks of the default experiment do not hold"
"$program" run diffusion.train --steps 1 >"$folder/log" 2>&1 && fail "a network ran without the package of networks"
grep -q 'install pushforward-networks' "$folder/log" || fail "nothing says where networks are to be had"

plugin=$(ls "$(dirname "$(readlink -f "$0")")"/../samples/plugin/target/*.jar)
"$program" plugins --add "$plugin" >"$folder/log" 2>&1 && "$program" run ot.random-walk >"$folder/log" 2>&1 || fail "the sample plug-in does not run"

entry=$root/usr/share/applications/pushforward.desktop
! command -v desktop-file-validate >/dev/null || desktop-file-validate "$entry" >"$folder/log" 2>&1 || fail "the desktop entry is not valid"
file="$folder/a bell.pushforward.json"
unzip -p "$root"/opt/pushforward/lib/app/samples-*.jar samples/presets/bell.json >"$file"
if [ -n "${installed:-}" ] && command -v gio >/dev/null && command -v update-mime-database >/dev/null; then
    type=$(gio info -a standard::content-type "$file" | sed -n 's/.*content-type: //p')
    [ "$type" = application/vnd.pushforward.session+json ] || fail "a session is taken for \"$type\""
    gio mime "$type" | grep -q pushforward.desktop || fail "no program opens a session"
fi

# The window, by the command of the desktop's entry.
[ -n "${DISPLAY:-}" ] || { echo "installed: there is no display; the window was not tried"; exit 0; }
exec_line=$(sed -n 's/^Exec=//p' "$entry")
set -- "${exec_line%% *}"
[ "$exec_line" = "pushforward %F" ] || fail "the desktop entry's command is \"$exec_line\""
[ -z "${installed:-}" ] && set -- "$program"
"$@" "$file" >"$folder/log" 2>&1 &
window=$!
until_true 60 xdotool search --onlyvisible --name 'Bell' || fail "no window opened with the session"
# Play it, and read what the Truth panel says of the run.
if command -v xclip >/dev/null; then
    id=$(xdotool search --onlyvisible --name 'Bell' | head -1)
    xdotool windowfocus "$id" 2>/dev/null || true
    xdotool mousemove --window "$id" 300 40
    sleep 1
    xdotool key space
    said() {
        xdotool key ctrl+shift+k
        sleep 1
        timeout 5 xclip -o -selection clipboard >"$folder/truth" 2>/dev/null
        [ "$(grep -c 'holds$' "$folder/truth")" -ge 4 ]
    }
    until_true 60 said || { cat "$folder/truth" >&2; fail "the checks of the run that was played do not all hold"; }
    ! grep -q 'does not hold' "$folder/truth" || fail "a check does not hold: $(cat "$folder/truth")"
fi
cp "$file" "$folder/second.pushforward.json"
timeout 20 "$program" "$folder/second.pushforward.json" >>"$folder/log" 2>&1 || fail "a second start did not hand over to the window"
kill -0 "$window" 2>/dev/null || fail "the window ended"
kill "$window"
wait "$window" 2>/dev/null || true
window=

if [ -n "${installed:-}" ]; then
    # Somebody else may be installing something just now.
    purged() { dpkg --purge pushforward >"$folder/log" 2>&1; }
    until_true 60 purged || fail "the package cannot be removed: $(tail -1 "$folder/log")"
    installed=
    for left in /opt/pushforward /usr/bin/pushforward /usr/share/applications/pushforward.desktop /usr/share/mime/packages/pushforward.xml; do
        [ ! -e "$left" ] || fail "removing left $left behind"
    done
fi
echo "the installed program runs"
