#!/usr/bin/env bash
# Boosts the problems of a framework once by itself, then again and again beside busy loops, and compares each matrix with the first,
# byte for byte. The environment is built before, for bubblewrap. It ends with 1 where a matrix differs, and keeps the runs then.
#   tests/tools/frameworks_under_load.sh numpy|torch|tensorflow [RUNS [LOOPS]]
set -euo pipefail
cd "$(dirname "$0")/../.."
framework=${1:?give numpy, torch or tensorflow}
runs=${2:-10} loops=${3:-6}

folder=$(mktemp -d)
busy=()
end() { [ ${#busy[@]} = 0 ] || kill "${busy[@]}"; }
trap end EXIT

boost() {
    target/release/mutagree boost "fixtures/frameworks/$framework" --environment "$framework" --engine bubblewrap \
        --limit-seconds 2 --no-results --run "$folder/$1" >"$folder/$1.out" 2>"$folder/$1.err"
}

begin=$SECONDS
boost alone
echo "alone: $((SECONDS - begin)) s, $(wc -l <"$folder/alone/matrix.jsonl") rows"
for ((loop = 0; loop < loops; loop++)); do
    while :; do :; done &
    busy+=($!)
done

different=0
for ((run = 1; run <= runs; run++)); do
    begin=$SECONDS
    boost "$run"
    said=same
    cmp -s "$folder/alone/matrix.jsonl" "$folder/$run/matrix.jsonl" || { said=different && different=$((different + 1)); }
    echo "run $run: $((SECONDS - begin)) s at a load of $(cut -d' ' -f1 /proc/loadavg), $said"
done
echo "$((runs - different)) of $runs matrices are the same as without load, byte for byte"
if [ $different != 0 ]; then
    echo "the runs are in $folder" >&2
    exit 1
fi
rm -r "$folder"
