#!/usr/bin/env bash
# A Slurm of this machine does CodeT's data in 8 shards, one of which is killed and another queued again; the merged run must be that of
# one process, byte for byte.
#   tests/tools/slurm.sh [MUTAGREE]
# Needs root, and `apt-get install --no-install-recommends slurm-wlm munge`. Where CodeT's data is not there (`../shared/data`, or the
# folder that MUTAGREE_DATA names), the quickstart's recorded replies take its place.
set -euo pipefail
cd "$(dirname "$0")/../.."
mutagree=$(realpath "${1:-target/release/mutagree}")
data=$(realpath -m "${MUTAGREE_DATA:-../shared/data}")/codet
folder=$(mktemp -d /tmp/mutagree-slurm.XXXXXX)
fail() { echo "failed: $*" >&2; tail -n 20 "$folder"/run/shards/logs/* >&2 2>/dev/null || true; exit 1; }
within() { local end=$((SECONDS + $1)); shift; until "$@"; do ((SECONDS < end)) || return 1; sleep 0.2; done; }

if [[ -d $data ]]; then
    problems=$data/humaneval_for_code_generation.jsonl.gz
    solutions=$data/humaneval_codegen16b_solutions.jsonl.gz
    tests=$data/humaneval_codegen16b_tests.jsonl.gz
    whole=(execute --problems "$problems" --solutions "$solutions" --tests "$tests")
    inputs=("$problems" --solutions "$solutions" --tests "$tests")
    options=(--compat codet)
else
    echo "CodeT's data is not at $data: fixtures/quickstart takes its place"
    whole=(boost "$PWD/fixtures/quickstart")
    inputs=("$PWD/fixtures/quickstart")
    options=()
fi
# Every candidate runs in each of the runs.
export MUTAGREE_NO_RESULTS=true
"$mutagree" sandbox install >/dev/null

start=$SECONDS
"$mutagree" --quiet "${whole[@]}" "${options[@]}" --run "$folder/whole" >/dev/null
echo "one process: $((SECONDS - start)) s"

eval "$(tests/tools/slurm_cluster.sh "$folder/slurm")"
trap 'tests/tools/slurm_cluster.sh "$folder/slurm" stop; rm -rf "$folder"' EXIT
start=$SECONDS
submitted=$("$mutagree" cluster slurm "${inputs[@]}" --shards 8 --cores 1 --memory-mib 1600 --time 01:00:00 --run "$folder/run" \
    --submit --json -- "${options[@]}")
array=$(python3 -c 'import json, sys; print(json.loads(sys.argv[1])["shards"])' "$submitted")
merge=$(python3 -c 'import json, sys; print(json.loads(sys.argv[1])["merge"])' "$submitted")

# Kills the process of shard 3 once it has done something, and has Slurm queue shard 5 again, as for a job of higher priority.
begun() { [[ -s $folder/run/shards/$1/matrix.jsonl ]]; }
process() { pgrep -f -- "--run $folder/run/shards/$1\$" | head -1; }
over() { [[ -e $folder/run/shards/$1/shard.json ]]; }
killed=no
if within 600 begun 3 && ! over 3; then
    kill -KILL "$(process 3)" && killed=yes
fi
queued=no
if within 600 begun 5 && ! over 5; then
    scontrol requeue "${array}_5" && queued=yes
fi
state() { scontrol show job "$merge" | grep -oE 'JobState=[A-Z]+'; }
ended() { [[ $(state) =~ (COMPLETED|FAILED|CANCELLED) ]]; }
within 1800 ended || fail "the merge does not end: $(state)"
[[ $(state) == JobState=COMPLETED ]] || fail "the merge: $(state)"
echo "8 shards: $((SECONDS - start)) s; shard 3 was killed: $killed; shard 5 was queued again: $queued"
if [[ -d $data ]]; then
    [[ $killed$queued == yesyes ]] || fail 'the shards were done too soon'
    grep -q 'ended (137); queued again, restart 1' "$folder"/run/shards/logs/*_3.log || fail 'shard 3 was not queued again'
    grep -q 'start 2, on' "$folder"/run/shards/logs/*_5.log || fail 'shard 5 was not started again'
fi

if [[ ! -d $data ]]; then
    for verb in agree evaluate; do
        "$mutagree" --quiet "$verb" "$folder/run" >/dev/null
    done
fi
diff -r --exclude=events.jsonl --exclude=run.lock --exclude=shards "$folder/whole" "$folder/run" || fail 'the runs differ'
echo "the merged run is that of one process: $(cat "$folder"/run/*.jsonl | wc -l) rows in $(find "$folder/run" -maxdepth 1 -type f | wc -l) files"
