#!/usr/bin/env bash
# Runs the whole CodeT job (12,408 candidates, all tests, dual and reference runs) and prints CPU and
# wall-clock seconds and peak memory of each step, the figures, and the parity with CodeT's program.
#   tests/tools/codet_benchmark.sh DATA RUN [option of `mutagree execute` …]
# DATA holds the files of CodeT's HumanEval data and peer_matrix.jsonl.gz; RUN is a new directory.
set -euo pipefail
data=$1 run=$2
shift 2
cd "$(dirname "$0")/../.."
cargo build --release --quiet --bin mutagree --example codet-parity
mutagree=target/release/mutagree
"$mutagree" sandbox install

step() {
    /usr/bin/time -f "$1: %U s user + %S s system, %e s wall, %M KiB" "${@:2}"
}

step execute "$mutagree" --quiet execute --compat codet --run "$run" "$@" \
    --problems "$data/humaneval_for_code_generation.jsonl.gz" \
    --solutions "$data/humaneval_codegen16b_solutions.jsonl.gz" \
    --tests "$data/humaneval_codegen16b_tests.jsonl.gz"
step agree "$mutagree" --quiet agree "$run" --scorer codet
step evaluate "$mutagree" --quiet evaluate "$run" --json
target/release/examples/codet-parity "$run" "$data/peer_matrix.jsonl.gz"
