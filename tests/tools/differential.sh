#!/usr/bin/env bash
# Runs programs and their tests in the sandbox and in native CPython, each native one in a throw-away namespace, and
# compares the verdicts cell by cell. It needs CPython 3.11 and `unshare`; it ends with 1 where a difference is of no known kind.
#   tests/tools/differential.sh CORPUS… [--sample N] [--seed S] [--jobs J] [--out DIR]
#   tests/tools/differential.sh --list
set -euo pipefail
cd "$(dirname "$0")/../.."
PYTHONPATH=tests/tools PYTHONDONTWRITEBYTECODE=1 exec "${DIFFERENTIAL_PYTHON:-python3}" -m differential "$@"
