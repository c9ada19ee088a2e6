#!/usr/bin/env bash
# finish.sh IMAGE JARS NATIVES: what jpackage leaves to do. The texts of all licences go into the image; the libraries of networks, which
# weigh three times the rest, into a folder NATIVES/../networks that is a package of its own.
set -eu
here=$(dirname "$(readlink -f "$0")")
image=$1 jars=$2 natives=$3

# The class archive for heaps without compressed pointers (over 32 GB), 15 MB; a start works without.
rm -f "$image/lib/runtime/lib/server/classes_nocoops.jsa"

texts=$image/lib/licences
mkdir -p "$texts"
cp "$here/../LICENSE" "$texts/Pushforward.txt"
cp "$here/../NOTICE.md" "$texts/"
cp "$here/licences/javafx.txt" "$texts/"
for jar in "$jars"/*.jar; do
    name=$(basename "$jar" .jar)
    case $name in
        engine-* | views-* | app-* | assets-* | samples-*) continue ;; # ours; texts of fonts and colormaps lie beside them
        imageio-* | common-io* | common-lang* | common-image*) own=twelvemonkeys ;;
        xmpcore-* | JTransforms-* | JLargeArrays-*) own=${name%%-*} ;;
        atlantafx-*) own=atlantafx ;;
        jcodec-*) own=jcodec ;;
        ejml-* | javacpp-* | metadata-extractor-* | picocli-*) own=Apache-2.0 ;;
        pytorch-*) own="Apache-2.0 pytorch" ;;
        openblas-*) own="Apache-2.0 openblas" ;;
        *) own= ;;
    esac
    if [ -n "$own" ]; then
        for o in $own; do
            [ "$o" = Apache-2.0 ] && cat "$here/../LICENSE" || cat "$here/licences/$o.txt"
        done >"$texts/$name.txt"
    else
        # The texts that a jar carries itself.
        unzip -Z1 "$jar" | grep -iE '(^|/)(license|notice|copying)[^/]*$' | grep -v '\.class$' | while read -r text; do unzip -p "$jar" "$text"; echo; done >"$texts/$name.txt"
    fi
    [ -s "$texts/$name.txt" ] || { echo "finish: no licence text for $name; put one into installers/licences" >&2; exit 1; }
done

networks=$(dirname "$natives")/networks
rm -rf "$networks"
mkdir -p "$networks"
find "$natives" -name '*.so*' ! -name '*_full.so' ! -name '*gloo*' -exec mv -t "$networks" {} +
# The name under which the loader asks for it.
ln -s libopenblas.so.0 "$networks/libopenblas_nolapack.so.0"
cp "$here"/licences/{pytorch,openblas,GPL-3,LGPL-2.1,GCC-exception}.txt "$here/../NOTICE.md" "$networks/"
