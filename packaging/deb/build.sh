#!/usr/bin/env bash
# Makes a Debian package of a program that is built already:
#
#   packaging/deb/build.sh PROGRAM FOLDER
#
# writes FOLDER/plexctl_VERSION_ARCHITECTURE.deb and prints its name. Man pages and completions come from the
# program itself. It needs dpkg-deb, strip and objdump, and no rights. With SOURCE_DATE_EPOCH the same
# program makes the same package. PLEXCTL_DEB_COMPRESSION is that of `dpkg-deb -Z`: xz, gzip or none.
# DEBFULLNAME and DEBEMAIL name the maintainer, as for Debian's own tools.
set -euo pipefail

if [ $# -ne 2 ]; then
    echo "usage: $0 PROGRAM FOLDER" >&2
    exit 2
fi
program=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=$(cd "$here/../.." && pwd)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
doc=$root/usr/share/doc/plexctl

version=$("$program" --version | cut -d' ' -f2)
architecture=$(dpkg --print-architecture)

install -Dm 755 "$program" "$root/usr/bin/plexctl"
strip "$root/usr/bin/plexctl"
install -Dm 644 "$source/packaging/systemd/plexctl-agent.service" \
    "$root/usr/lib/systemd/system/plexctl-agent.service"
install -Dm 644 "$source/packaging/systemd/hooks.conf" "$doc/examples/hooks.conf"
install -Dm 644 "$source/packaging/agent.toml" "$doc/examples/agent.toml"
install -Dm 644 "$source/docs/agent.md" "$doc/agent.md"
install -d -m 755 "$root/etc/plexctl"

man=$root/usr/share/man/man1
install -d "$man"
"$program" man "$man"
gzip -9n "$man"/*.1

bash=$root/usr/share/bash-completion/completions/plexctl
zsh=$root/usr/share/zsh/vendor-completions/_plexctl
fish=$root/usr/share/fish/vendor_completions.d/plexctl.fish
install -d "${bash%/*}" "${zsh%/*}" "${fish%/*}"
"$program" completions bash > "$bash"
"$program" completions zsh > "$zsh"
"$program" completions fish > "$fish"

{
    echo 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/'
    echo 'Upstream-Name: plexctl'
    echo
    echo 'Files: *'
    sed -n 's/^Copyright (c) /Copyright: /p' "$source/LICENSE-MIT"
    echo 'License: MIT or Apache-2.0'
    echo ' On Debian systems, the Apache License 2.0 is in /usr/share/common-licenses/Apache-2.0.'
    echo ' The MIT licence:'
    sed 's/^$/./; s/^/ /' "$source/LICENSE-MIT"
} > "$doc/copyright"
gzip -9nc "$source/CHANGELOG.md" > "$doc/changelog.gz"

# The oldest C library that has every symbol that the program uses.
libc=$(objdump -T "$program" | sed -n 's/.*(\?GLIBC_\([0-9.]*\))\?.*/\1/p' | sort -V | tail -n 1)
mkdir "$root/DEBIAN"
for script in postinst prerm postrm; do
    install -m 755 "$here/$script" "$root/DEBIAN/$script"
done
cat > "$root/DEBIAN/control" <<CONTROL
Package: plexctl
Version: $version
Architecture: $architecture
Maintainer: ${DEBFULLNAME:-The plex-api contributors} <${DEBEMAIL:-root@localhost}>
Section: utils
Priority: optional
Depends: libc6 (>= ${libc:-2.31}), libgcc-s1, passwd
Recommends: ca-certificates
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Description: command line for the activities of a Plex Media Server
 Lists, watches, awaits and cancels the background jobs of a Plex Media Server,
 and starts some of them. Its agent follows servers as a service, keeps a journal
 of what ran, and tells hooks and receivers when something starts or ends.
CONTROL
(cd "$root" && find . -type f -not -path './DEBIAN/*' -printf '%P\0' | LC_ALL=C sort -z | xargs -0 md5sum) \
    > "$root/DEBIAN/md5sums"
chmod 644 "$root/DEBIAN/control" "$root/DEBIAN/md5sums"
find "$root" -type d -exec chmod 755 {} +
find "$root/usr" -type f -not -path '*/bin/*' -exec chmod 644 {} +

package=$out/plexctl_${version}_${architecture}.deb
dpkg-deb -Z"${PLEXCTL_DEB_COMPRESSION:-xz}" --root-owner-group --build "$root" "$package" >&2
echo "$package"
