#!/usr/bin/env bash
# Runs all hostile programs so many times in the environment numpy on an engine, and says after each round how long it took and what
# of it is left: processes of nobody, containers, mounts, and files in `/tmp`, `/dev/shm` and the cache folder. The environment is built
# before, in `MUTAGREE_CACHE_DIR`. What others do on the machine meanwhile counts too. It ends with 1 where a round fails or
# leaves something.
#   MUTAGREE_CACHE_DIR=DIR tests/tools/hostile_rounds.sh docker|podman|bubblewrap [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/../.."
engine=${1:?give docker, podman or bubblewrap}
rounds=${2:-10}
export MUTAGREE_ENGINE=$engine MUTAGREE_TEST_ENVIRONMENT=${MUTAGREE_TEST_ENVIRONMENT:-numpy}

# Everything that a round could leave, a line each. Processes in a container are told by their control group.
present() {
    for process in $(pgrep -u 65534); do
        if [ "$engine" = bubblewrap ] || grep -qs 'libpod\|docker' "/proc/$process/cgroup"; then
            echo "process $process"
        fi
    done
    if [ "$engine" != bubblewrap ]; then
        "$engine" ps --all --quiet --filter label=mutagree.home | sed 's/^/container /'
    fi
    sed 's/^/mount /' /proc/self/mounts
    find /tmp /dev/shm -maxdepth 1 -not -name 'cargo*' | sed 's/^/file /'
    find "${MUTAGREE_CACHE_DIR:?}/environments" -maxdepth 1 -name 'session-*' | sed 's/^/file /'
}

# What is there now and was not before. An engine may take a moment to remove what has ended.
left() {
    for _ in $(seq 50); do
        more=$(comm -13 <(sort "$1") <(present | sort))
        [ -n "$more" ] || break
        sleep 0.2
    done
    echo "$more"
}

folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
built=$(cargo test --release --no-run --test container 2>&1)
cp "$(sed -n 's/.*container.*(\(.*\))$/\1/p' <<<"$built")" "$folder/container" # which may be built again meanwhile

bad=0
before=$folder/before log=$folder/log
for ((round = 1; round <= rounds; round++)); do
    present >"$before"
    begin=$SECONDS
    said=passed
    "$folder/container" --nocapture framework hostile >"$log" 2>&1 || said=FAILED
    seconds=$((SECONDS - begin))
    counts=$(grep -o '[0-9]* passed; [0-9]* failed' "$log" || true)
    more=$(left "$before")
    echo "$engine, round $round: $said in $seconds s ($counts), $(grep -c . <<<"$more" || true) left, load $(cut -d' ' -f1 /proc/loadavg)"
    [ -z "$more" ] || echo "$more"
    [ $said = passed ] || cat "$log"
    [ "$said$more" = passed ] || bad=1
done
exit $bad
