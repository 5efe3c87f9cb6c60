#!/usr/bin/env bash
# Makes the files of a release of plexctl for this machine's system:
#
#   packaging/release.sh [FOLDER] [PROGRAM]
#
# writes an archive, a Debian package where dpkg-deb is there, and SHA256SUMS to FOLDER (target/release-files).
# Without PROGRAM it builds one. The archive has the program, man pages, completions, the systemd unit and the
# licences. With SOURCE_DATE_EPOCH, or in a clone, the same program makes the same files.
set -euo pipefail

source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=${1:-$source/target/release-files}
program=${2:-}
mkdir -p "$out"
out=$(realpath "$out")

if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then
    SOURCE_DATE_EPOCH=$(git -C "$source" log -1 --format=%ct 2>/dev/null || date +%s)
fi
export SOURCE_DATE_EPOCH

if [ -z "$program" ]; then
    (cd "$source" && cargo build --release --locked -p plexctl)
    program=${CARGO_TARGET_DIR:-$source/target}/release/plexctl
fi
program=$(realpath "$program")
version=$("$program" --version | cut -d' ' -f2)
target=$(rustc -vV | sed -n 's/^host: //p')
name=plexctl-$version-$target

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder=$work/$name
mkdir -p "$folder/man" "$folder/completions"
install -m 755 "$program" "$folder/plexctl"
strip "$folder/plexctl"
"$program" man "$folder/man"
"$program" completions bash > "$folder/completions/plexctl.bash"
"$program" completions zsh > "$folder/completions/_plexctl"
"$program" completions fish > "$folder/completions/plexctl.fish"
cp "$source"/{README.md,CHANGELOG.md,LICENSE-APACHE,LICENSE-MIT,docs/agent.md} "$folder"
cp "$source"/packaging/{agent.toml,systemd/plexctl-agent.service,systemd/hooks.conf} "$folder"
chmod -R u=rwX,go=rX "$folder"
tar --create --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    --directory "$work" "$name" | gzip -9n > "$out/$name.tar.gz"

files=("$name.tar.gz")
if command -v dpkg-deb >/dev/null; then
    package=$("$source/packaging/deb/build.sh" "$program" "$out")
    files+=("${package##*/}")
fi
(cd "$out" && sha256sum "${files[@]}" > SHA256SUMS)
printf '%s\n' "${files[@]}" SHA256SUMS
