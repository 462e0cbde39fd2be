#!/usr/bin/env bash
# Evaluates the reference solutions of BigCodeBench and DS-1000, or mutants of them, by `mutagree evaluate` in the environments of
# these benchmarks, and natively in the same root folders, and compares the two verdict by verdict. The environments are built
# before, for bubblewrap (`mutagree environment build NAME --engine bubblewrap`). With `--recorded` it compares with an earlier native
# run of the reference solutions instead. It ends with 1 where a difference is of no known kind.
#   tests/tools/frameworks.sh bigcodebench|ds1000 [--recorded] [--mutants N] [--every N] [--only NAME,…] [--seed S] [--jobs J] [--out DIR]
set -euo pipefail
cd "$(dirname "$0")/../.."
PYTHONPATH=tests/tools PYTHONDONTWRITEBYTECODE=1 exec python3 -m frameworks "$@"
