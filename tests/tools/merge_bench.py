#!/usr/bin/env python3
"""Measures `mutagree merge`: writes shards with made-up rows, merges them, and prints rows a second and the peak of memory.

    tests/tools/merge_bench.py MUTAGREE LIKE FOLDER [SHARDS PROBLEMS CANDIDATES]

MUTAGREE is the command, LIKE a run that was executed, whose `run.json` is taken over, and FOLDER is made: 100 shards of 100,000
problems with 50 candidates each, which have a row in `candidates.jsonl` and one in `matrix.jsonl`, unless others are named. It is
left there, with the merged run in FOLDER/run, whose rows are then compared with what was written: each once, in order.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROWS = ("problems", "examples", "tests", "calls")
SOLUTION = "def f(x, y):\\n    if x > y:\\n        return [x - y, y]\\n    return sorted([x, y])  # "


def main():
    command, like, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    shards, problems, candidates = map(int, sys.argv[4:] or (100, 100_000, 50))
    config = json.loads((like / "run.json").read_text())
    folders = [folder / f"shard-{index}" for index in range(shards)]
    for index, own in enumerate(folders):
        # Neighbours are in different shards, and no two shards take turns.
        places = [place for place in range(problems) if hash_of(place) % shards == index]
        write(own, config, f"{index + 1}/{shards}", places, candidates)
    merged = folder / "run"
    began = time.monotonic()
    process = subprocess.Popen([command, "merge", "--json", "--run", merged, *folders], stdout=subprocess.PIPE)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    if status != 0:
        sys.exit(f"merge ended with {status}")
    rows = json.loads(said)["merged"]["rows"]
    bytes_ = sum(file.stat().st_size for file in merged.iterdir())
    check(merged, problems, candidates)
    print(
        f"{shards} shards, {rows:,} rows, {bytes_ / 1e9:.2f} GB: {seconds:.1f} s, {rows / seconds:,.0f} rows/s, "
        f"{usage.ru_utime + usage.ru_stime:.1f} s CPU, {usage.ru_maxrss / 1024:.0f} MB peak"
    )


def hash_of(place):
    return place * 2654435761 % 2**32 >> 8


def write(folder, config, which, places, candidates):
    folder.mkdir(parents=True)
    whole = {**config, "outputs": config["outputs"], "shard": {"which": which, "places": places}}
    (folder / "run.json").write_text(json.dumps(whole))
    (folder / "shard.json").write_text('{"done":"executed"}\n')
    for name in ROWS:
        with (folder / f"{name}.jsonl").open("w") as file:
            for place in places:
                file.write(f'{{"task_id":"Bench/{place}","prompt":"def f(x, y):\\n","entry_point":"f","reference_tests":[]}}\n')
    outcomes = "PF" * 20
    with (folder / "candidates.jsonl").open("w") as sources, (folder / "matrix.jsonl").open("w") as matrix:
        for place in places:
            head = f'{{"task_id":"Bench/{place}","candidate_id":'
            rows = range(candidates)
            sources.write("".join(f'{head}{row},"solution":"{SOLUTION}{row}","multiplicity":1,"origins":{{"original":1}}}}\n' for row in rows))
            matrix.write("".join(f'{head}{row},"outcomes":"{outcomes}","outputs":["[1, 2]","[2, 3]","[0, {row}]"]}}\n' for row in rows))


def check(merged, problems, candidates):
    for name, of_each in (*((name, 1) for name in ROWS), ("candidates", candidates), ("matrix", candidates)):
        with (merged / f"{name}.jsonl").open("rb") as file:
            for place in range(problems):
                head = f'{{"task_id":"Bench/{place}",'.encode()
                for row in range(of_each):
                    line = file.readline()
                    own = line.startswith(head) and (of_each == 1 or b'"candidate_id":%d,' % row in line)
                    if not own:
                        sys.exit(f"{name}.jsonl: {line[:80]} where row {row} of problem {place} belongs")
            if file.readline():
                sys.exit(f"{name}.jsonl: rows after the last")


main()
