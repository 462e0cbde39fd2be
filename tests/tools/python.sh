#!/usr/bin/env bash
# What a change of the Python module must pass: its wheel in a fresh virtual environment, where nothing of Rust is found, from the
# installation to 15 lines that mutate, execute and rank in less than a minute, the first use included; then its tests and its types.
#
#   tests/tools/python.sh               builds the wheel before
#   tests/tools/python.sh WHEEL         takes one that is there
#   HARNESSES=1 tests/tools/python.sh   runs the examples for inspect_ai and lm-eval against their packages too (large downloads)
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ $# = 0 ]; then
    wheel=$(tests/tools/wheel.sh "$work/dist" | tail -1)
else
    wheel=$(realpath "$1")
fi

python3 -m venv "$work/venv"
began=$(date +%s)
"$work/venv/bin/pip" install -q "$wheel"
installed=$(date +%s)
(
    cd "$work"
    env -i HOME="$work" PATH="$work/venv/bin:/usr/bin:/bin" MUTAGREE_CACHE_DIR="$work/cache" \
        ${PIP_INDEX_URL:+PIP_INDEX_URL="$PIP_INDEX_URL"} ${HTTPS_PROXY:+HTTPS_PROXY="$HTTPS_PROXY"} \
        ${PIP_CERT:+PIP_CERT="$PIP_CERT"} ${PIP_CONFIG_FILE:+PIP_CONFIG_FILE="$PIP_CONFIG_FILE"} \
        python "$OLDPWD/tests/python/examples/first_use.py"
    "$work/venv/bin/mutagree" --version
)
took=$(($(date +%s) - began))
echo "installed in $((installed - began)) s; installed and used for the first time in $took s" >&2
if [ "$took" -ge "${MOST_SECONDS:-60}" ]; then
    echo "error: that is more than ${MOST_SECONDS:-60} s" >&2
    exit 1
fi

"$work/venv/bin/pip" install -q mypy numpy pandas polars pyright pytest ruff
if [ -n "${HARNESSES:-}" ]; then
    "$work/venv/bin/pip" install -q inspect_ai lm_eval
fi
"$work/venv/bin/ruff" format --check python tests/python
"$work/venv/bin/ruff" check python tests/python
"$work/venv/bin/mypy"
"$work/venv/bin/pyright" --pythonpath "$work/venv/bin/python"
"$work/venv/bin/python" -m pytest -q -p no:cacheprovider
