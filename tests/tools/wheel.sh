#!/usr/bin/env bash
# Builds the wheel: the command, the module and its types, for every CPython from 3.9 on. Prints the wheel's path and what it needs.
# The name says which C library it needs, as maturin found it: that of the machine that it was built on, so a wheel for older systems
# is built in an older one, such as the image of manylinux_2_28.
#
#   tests/tools/wheel.sh dist
set -euo pipefail
out=$(realpath -m "${1:-dist}")
cd "$(dirname "$0")/../.."

maturin=$(command -v maturin || true)
if [ -z "$maturin" ]; then
    tools=$(mktemp -d)
    trap 'rm -rf "$tools"' EXIT
    python3 -m venv "$tools"
    "$tools/bin/pip" install -q 'maturin>=1.9.4,<2'
    maturin=$tools/bin/maturin
fi

# The features of both are the same, so that what the command needs is compiled once for both.
cargo build --release --bin mutagree
command=${CARGO_TARGET_DIR:-target}/release/mutagree
scripts=python/mutagree.data/scripts
mkdir -p "$scripts"
strip -o "$scripts/mutagree" "$command"
"$maturin" build --release --out "$out"
wheel=$(ls -t "$out"/mutagree-*.whl | head -1)

# maturin looks at the module alone: the command must not need a newer C library than the name of the wheel says.
if command -v objdump >/dev/null; then
    needs=$(objdump -T "$scripts/mutagree" | grep -o 'GLIBC_2\.[0-9]*' | sort -t. -k2n | tail -1)
    says=$(basename "$wheel" | grep -o 'manylinux_2_[0-9]*' | head -1)
    if [ -n "$says" ] && [ "${needs#GLIBC_2.}" -gt "${says#manylinux_2_}" ]; then
        echo "error: the command needs $needs, and the wheel is called $says" >&2
        exit 1
    fi
    echo "$wheel: $(du -h "$wheel" | cut -f1); the command needs $needs" >&2
fi
echo "$wheel"
