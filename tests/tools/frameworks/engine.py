"""Our side: `mutagree evaluate` of the problems as the benchmark has them, with a row for each."""

import json
import subprocess
import sys

from differential.sandboxed import command, rows_of, write


def verdicts(benchmark, problems, folder, options):
    """Whether each solution is right."""
    asked = [{**it.row, "task_id": it.name} for it in problems]
    samples = [{"task_id": it.name, "solution": it.solution} for it in problems]
    judged = folder / "judged.jsonl"
    line = [command(), "evaluate", write(folder / "samples.jsonl", samples)]
    line += ["--problems", write(folder / "problems.jsonl", asked), "--per-problem", str(judged)]
    line += ["--environment", benchmark.environment, "--engine", "bubblewrap", *cache(options)]
    line += ["--jobs", str(options.jobs), "--no-results", "--k", "1"]
    subprocess.run(line, check=True, stdout=sys.stderr)
    return {row["task_id"]: row["right"] > 0 for row in rows_of(judged)}


def root(benchmark, options):
    """The root folder of the environment, and its variables."""
    line = [command(), "environment", "list", "--json", *cache(options)]
    listed = json.loads(subprocess.run(line, check=True, capture_output=True).stdout)["environments"]
    for it in listed:
        if it["manifest"]["name"] == benchmark.environment:
            for built in it["built"]:
                if built["engine"] == "bubblewrap":
                    return built["image"], it["manifest"]["variables"], it["manifest"]["preload"]
    sys.exit(f"`{benchmark.environment}` is not built\nhint: mutagree environment build {benchmark.environment} --engine bubblewrap")


def cache(options):
    return ["--cache-dir", options.cache_dir]
