#!/usr/bin/env bash
# Makes what a release consists of: the wheel, the command alone, a list of all that went into them (CycloneDX), and SHA-256 sums.
#
#   tests/tools/release.sh dist
set -euo pipefail
out=$(realpath -m "${1:-dist}")
cd "$(dirname "$0")/../.."
mkdir -p "$out"

wheel=$(tests/tools/wheel.sh "$out" | tail -1)
version=$(basename "$wheel" | cut -d- -f2)
target=$(rustc -vV | sed -n 's/^host: //p')

# Static where the target for musl and its C compiler are there; else it needs this machine's C library.
if rustup target list --installed 2>/dev/null | grep -q '^x86_64-unknown-linux-musl$' && command -v musl-gcc >/dev/null; then
    target=x86_64-unknown-linux-musl
    cargo build --release --bin mutagree --target $target
    strip -o "$out/mutagree" "${CARGO_TARGET_DIR:-target}/$target/release/mutagree"
else
    echo "the command is not static: there is no target x86_64-unknown-linux-musl, or no musl-gcc" >&2
    cp python/mutagree.data/scripts/mutagree "$out/mutagree"
fi
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(git log -1 --format=%ct)" -C "$out" -c mutagree |
    gzip -n >"$out/mutagree-$version-$target.tar.gz"
rm "$out/mutagree"

cargo metadata --format-version 1 --locked --filter-platform "$target" | python3 tests/tools/bill_of_materials.py "$target" >"$out/mutagree-$version.cdx.json"
(cd "$out" && sha256sum mutagree-"$version"* | tee SHA256SUMS)
