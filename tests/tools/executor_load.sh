#!/usr/bin/env bash
# The executor of `mutagree serve` under a load of calls, and one process for each call under the same, in one run:
#   tests/tools/executor_load.sh [CALLS [CALLS OF THE PEER [AT ONCE]]]
# Each line has the CPU time of a call. The peer is `python3 -I` in namespaces of its own, with and without `site`.
set -euo pipefail
cd "$(dirname "$0")/../.."
calls=${1:-20000} peer_calls=${2:-4000} at_once=${3:-64}
clients=tests/tools/clients
log=$(mktemp)
started=()
trap 'kill "${started[@]}" 2>/dev/null || true' EXIT

try() {
    local name=$1 url=$2 pid=$3 count=$4
    printf '%s: ' "$name"
    python3 $clients/load.py "$url" --calls "$count" --at-once "$at_once" --pid "$pid"
}

target/release/mutagree serve --port 0 2>"$log" &
started+=($!)
until grep -q '^listening on' "$log"; do sleep 0.1; done
try mutagree "$(sed -n 's/^listening on //p' "$log")" $! "$calls"

port=8491
for options in "" --no-site; do
    python3 $clients/process_per_call.py --port $port $options >/dev/null 2>&1 &
    started+=($!)
    sleep 1
    try "process per call $options" http://127.0.0.1:$port $! "$peer_calls"
    port=$((port + 1))
done
