#!/usr/bin/env python3
"""Measures scorers on pools of models with tests by other models: writes the inputs of each pool and source of tests, executes
them, and prints pass@1 by HumanEval's own tests, and what `agree --compare` says of the differences to the first scorer.

    tests/tools/model_pools.py DATA FOLDER [SCORER…]

DATA holds `codet/`, `models31/`, `ldb/`, `reflexion/` and `humaneval/`; FOLDER gets the runs. It calls the command that
`cargo build --release` makes. CodeGen's candidates are the first 20 of its samples.
"""

import ast
import gzip
import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

# The models of `models31/` by the share of their replies that are right, the worst first.
WEAKEST = """
deepseek-coder_1.3b claude-3-haiku-20240307 deepseek-coder_6.7b deepcoder_14b deepseek-coder_33b codestral_22b
kirito1_MetaStone-L1-7B_latest llama3.3_70b nemotron_70b claude-opus-4-20250514 gpt-4o-mini-2024-07-18 gpt-4-0613
o4-mini-high GPT_4o gpt-4-turbo-2024-04-09 gpt-4o-2024-05-13 mistral-large_123b gpt-4o-2024-08-06 qwen2.5-coder_32b
claude-sonnet-4-20250514 o3_mini ingu627_exaone4.0_32b o1-2024-12-17-high o1-2024-12-17-low o3-high o4-mini-medium
o3-mini-2025-01-31-high o1-2024-12-17-medium o3-mini-2025-01-31-low o3-mini-2025-01-31-medium o4-mini-low
""".split()
LDB = ["codellama", "starcoder", "gpt-3.5-turbo-0613", "gpt-4-1106-preview"]
SOURCES = ["gpt4o", "gpt35", "reflexion", "codegen"]
MUTAGREE = "target/release/mutagree"


def main():
    data, folder = Path(sys.argv[1]), Path(sys.argv[2])
    scorers = sys.argv[3:] or ["fusion", "trust", "b4+layers", "max-pass+layers", "random"]
    problems = folder / "problems.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    with gzip.open(data / "humaneval/HumanEval.jsonl.gz", "rt") as rows:
        problems.write_text(rows.read())
    solutions, tests = written(data), suites(data)
    pools = {
        "weakest 5": WEAKEST[:5],
        "weakest 10": WEAKEST[:10],
        "middle 10": WEAKEST[10:20],
        "all 31": WEAKEST,
        "LDB 4": LDB,
        "CodeGen 20": ["codegen"],
    }
    for pool, models in pools.items():
        for source in SOURCES:
            compare(folder, problems, pool, source, [solutions[it] for it in models], tests[source], scorers)


def compare(folder, problems, pool, source, solutions, tests, scorers):
    place = folder / f"{pool} {source}".replace(" ", "-")
    place.mkdir(exist_ok=True)
    tasks = [task for task in tests if any(task in model for model in solutions)]
    kept = [line for line in problems.read_text().splitlines() if json.loads(line)["task_id"] in tasks]
    (place / "problems.jsonl").write_text("\n".join(kept) + "\n")
    rows = [
        {"task_id": task, "solution": program}
        for task in tasks
        for model in solutions
        for program in model.get(task, [])
    ]
    write(place / "solutions.jsonl", rows)
    write(place / "tests.jsonl", [{"task_id": task, "tests": tests[task]} for task in tasks])
    run = place / "run"
    inputs = [argument for name in ("problems", "solutions", "tests") for argument in (f"--{name}", place / f"{name}.jsonl")]
    subprocess.run([MUTAGREE, "--quiet", "execute", *inputs, "--run", run], check=True, stdout=subprocess.DEVNULL)
    command = [MUTAGREE, "--quiet", "--json", "agree", run, "--compare", ",".join(scorers), "--k", "1"]
    compared = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["compared"]
    cells = [
        f"{it['scorer']} {100 * it['pass_at']['1']:.1f} "
        f"({100 * it['difference']['1']:+.1f} [{100 * it['interval']['1'][0]:+.1f}, {100 * it['interval']['1'][1]:+.1f}])"
        for it in compared
    ]
    print(f"{pool}, tests by {source}, {len(tasks)} problems: {'; '.join(cells)}", flush=True)


def written(data, samples=20):
    """The programs of each model for each problem, and so many of CodeGen's."""
    found = defaultdict(lambda: defaultdict(list))
    prompts = {row["task_id"]: row for row in rows_of(data / "humaneval/HumanEval.jsonl.gz")}
    for row in rows_of(data / "models31/replies.jsonl.gz"):
        task, fenced = row["task_id"], re.search(r"```(?:python)?\n(.*?)```", row["text"], re.S)
        program = fenced.group(1) if fenced else row["text"]
        if not re.search(rf"def\s+{prompts[task]['entry_point']}\b", program):
            program = prompts[task]["prompt"] + program
        found[row["variant_id"]][task].append(program)
    for model in LDB:
        for row in rows_of(data / f"ldb/humaneval_{model}.jsonl.gz"):
            found[model][row["task_id"]].append(row["solution"])
    asked = {row["prompt"]: row["task_id"] for row in rows_of(data / "codet/humaneval_for_code_generation.jsonl.gz")}
    for row in rows_of(data / "codet/humaneval_codegen16b_solutions.jsonl.gz"):
        for sample in row["samples"][:samples]:
            for stop in ("\nclass", "\ndef", "\n#", "\nif", "\nprint"):
                sample = sample.split(stop)[0]
            found["codegen"][asked[row["prompt"]]].append(row["prompt"] + sample)
    return found


def suites(data):
    """The tests of each source for each problem."""
    found = {source: {} for source in SOURCES}
    for source in ("gpt4o", "gpt35"):
        for row in rows_of(data / f"models31/tests_{source}.jsonl.gz"):
            found[source][row["task_id"]] = row["tests"]
    for row in rows_of(data / "reflexion/humaneval_gpt4_tests.jsonl.gz"):
        tests = row["solution"]
        found["reflexion"][row["task_id"]] = tests if isinstance(tests, list) else ast.literal_eval(tests)
    for row in rows_of(data / "codet/rich_matrix.jsonl.gz"):
        weighed = zip(row["tests"], row["w5"])
        found["codegen"][row["task_id"]] = [test for test, weight in weighed for _ in range(weight)]
    return found


def rows_of(path):
    with gzip.open(path, "rt") as rows:
        return [json.loads(line) for line in rows]


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


if __name__ == "__main__":
    main()
