#!/usr/bin/env bash
# Compares the verdicts of `mutagree evaluate` with those of EvalPlus, program by program, and lists where they differ.
#   tests/tools/evalplus_peer.sh PROBLEMS SOLUTIONS RUN
# PROBLEMS is HumanEvalPlus.jsonl.gz, SOLUTIONS a file of `mutagree evaluate`; RUN is a new directory.
set -euo pipefail
problems=$1 solutions=$2 run=$3
mutagree=${MUTAGREE:-target/release/mutagree}
mkdir "$run"
python3 - "$problems" "$solutions" "$run/tests.jsonl" <<'PYTHON'
import gzip, json, sys
with gzip.open(sys.argv[1], "rt") as lines, open(sys.argv[3], "w") as tests:
    for row in map(json.loads, lines):
        tests.write(json.dumps({"task_id": row["task_id"], "tests": ["assert True"]}) + "\n")
PYTHON
"$mutagree" execute --quiet --no-results --problems "$problems" --solutions "$solutions" --tests "$run/tests.jsonl" --run "$run/run" >/dev/null
"$mutagree" agree --quiet "$run/run" >/dev/null
/usr/bin/time -f 'mutagree evaluate: %U s user + %S s system, %e s wall' "$mutagree" evaluate --quiet --no-results "$run/run" >/dev/null
{ gzip --decompress --stdout "$problems"; cat "$run/run/candidates.jsonl"; } |
    /usr/bin/time -f 'EvalPlus: %U s user + %S s system, %e s wall' "$(dirname "$0")/peers.sh" evalplus_peer.py >"$run/peer.jsonl"
python3 - "$run" <<'PYTHON'
import json, sys
run = sys.argv[1]
rows = lambda name: [json.loads(line) for line in open(f"{run}/{name}")]
ours = {(row["task_id"], row["candidate_id"]): row for row in rows("run/reference.jsonl")}
peer = {(row["task_id"], row["candidate_id"]): row["passed"] for row in rows("peer.jsonl")}
assert ours.keys() == peer.keys() and ours, "the programs are not the same"
differing = [key for key in ours if ours[key]["passed"] != peer[key]]
print(f"{len(ours)} programs: {sum(peer.values())} pass EvalPlus, {sum(row['passed'] for row in ours.values())} here; {len(differing)} differ")
for key in differing:
    print(f"  {key[0]} candidate {key[1]}: {'passes' if ours[key]['passed'] else 'stopped' if ours[key].get('stopped') else 'fails'} here")
PYTHON
