#!/usr/bin/env bash
# package.sh TARGET VERSION deb|all: packages for Linux of the finished image in TARGET. "deb" makes pushforward.deb, hardly compressed, for
# tests; "all" makes it small, and .tar.gz, .rpm (where rpmbuild exists) and pushforward-networks beside it: the libraries with which
# networks are computed. Nothing here needs root.
set -eu
here=$(dirname "$(readlink -f "$0")")
target=$(readlink -f "$1") version=$2 what=$3 out=$(readlink -f "$1")/packages
rm -rf "$out"
mkdir -p "$out"
[ "$what" = all ] && squeeze="-Zxz -z6" || squeeze="-Zgzip -z1"
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
# shellcheck disable=SC2086 # options of dpkg-deb are words
maintainer='Pushforward contributors <pushforward@users.noreply.github.com>'
home=https://github.com/pushforward/pushforward
short='workbench of numerical methods that push distributions forward'
long='Mesh movers, optimal transport, Schroedinger bridges, diffusion samplers, particles
and more run live in 2D and 3D beside their exact answers.
Networks need the package pushforward-networks.'

# control NAME DEPENDS SHORT LONG < folder in $root/NAME
control() {
    mkdir -p "$root/$1/DEBIAN" "$root/$1/usr/share/doc/$1"
    cp "$here/../NOTICE.md" "$root/$1/usr/share/doc/$1/copyright"
    cat >"$root/$1/DEBIAN/control" <<EOF
Package: $1
Version: $version
Architecture: amd64
Maintainer: $maintainer
Section: science
Priority: optional
Depends: $2
Installed-Size: $(du -sk "$root/$1" | cut -f1)
Homepage: $home
Description: $3
$4
EOF
    (cd "$root/$1" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
    chmod -R u=rwX,go=rX "$root/$1"
}

# What a desktop needs to know: menu entry, type of file, icons.
desktop() {
    mkdir -p "$1"/usr/{bin,share/applications,share/mime/packages}
    ln -s ../../opt/pushforward/bin/Pushforward "$1/usr/bin/pushforward"
    cp "$here/linux/pushforward.desktop" "$1/usr/share/applications/"
    cp "$here/linux/pushforward.xml" "$1/usr/share/mime/packages/"
    for size in 16 24 32 48 64 128 256 512; do
        install -Dm644 "$here/icons/pushforward-$size.png" "$1/usr/share/icons/hicolor/${size}x$size/apps/pushforward.png"
    done
}

# The same files for distributions that use RPM; there, too, triggers of the desktop's packages register the type of file and the menu entry.
rpm_package() {
    rm -rf "$root/pushforward/DEBIAN"
    cat >"$root/pushforward.spec" <<EOF
Name: pushforward
Version: $version
Release: 1
License: Apache-2.0
Group: Applications/Engineering
Packager: $maintainer
URL: $home
Summary: $short
AutoReqProv: no
Requires: glibc >= 2.31, libgtk-3.so.0()(64bit), libGL.so.1()(64bit), libXtst.so.6()(64bit), libXxf86vm.so.1()(64bit), libfreetype.so.6()(64bit), fontconfig
%description
$long
%install
cp -a "$root/pushforward/." %{buildroot}
%files
%defattr(-,root,root)
/opt/pushforward
$(cd "$root/pushforward" && find usr -not -type d -printf '/%p\n')
EOF
    rpmbuild --quiet -bb --buildroot "$root/rpm" --define "_topdir $root/rpmbuild" --define "_rpmdir $out" --define '_rpmfilename %{NAME}-%{VERSION}.%{ARCH}.rpm' \
        --define '_build_id_links none' --define 'debug_package %{nil}' --define '__os_install_post %{nil}' --define '_binary_payload w6.xzdio' "$root/pushforward.spec"
}

mkdir -p "$root/pushforward/opt"
cp -a "$target/image/Pushforward" "$root/pushforward/opt/pushforward"
desktop "$root/pushforward"
control pushforward 'libc6 (>= 2.31), libgtk-3-0 | libgtk-3-0t64, libgl1, libxtst6, libxxf86vm1, libfreetype6, fontconfig' \
    "$short" "$(sed 's/^/ /' <<<"$long")"
sed -i '/^Depends:/a Suggests: pushforward-networks' "$root/pushforward/DEBIAN/control"
dpkg-deb --root-owner-group $squeeze --build "$root/pushforward" "$out/pushforward_${version}_amd64.deb" >/dev/null

if [ "$what" = all ]; then
    tar -C "$target/image" --owner=0 --group=0 --transform "s,^Pushforward,pushforward-$version," -czf "$out/pushforward-$version-linux-x86_64.tar.gz" Pushforward
    command -v rpmbuild >/dev/null && rpm_package
    mkdir -p "$root/pushforward-networks/opt/pushforward/lib"
    cp -a "$target/networks" "$root/pushforward-networks/opt/pushforward/lib/networks"
    control pushforward-networks "pushforward (= $version)" 'libraries with which Pushforward computes networks' \
        ' libtorch and OpenBLAS for the processor, as distributed by the JavaCPP Presets.'
    dpkg-deb --root-owner-group $squeeze --build "$root/pushforward-networks" "$out/pushforward-networks_${version}_amd64.deb" >/dev/null
    tar -C "$target" --owner=0 --group=0 -czf "$out/pushforward-networks-$version-linux-x86_64.tar.gz" networks
fi
du -h "$out"/*
