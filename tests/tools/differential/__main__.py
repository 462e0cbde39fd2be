"""The command: `differential.sh CORPUS…`."""

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from . import explanation, repeats, report, sandboxed
from .case import Absent
from .comparison import compare
from .corpora import NAMES, corpus
from .native.oracle import Oracle, permitted

HASH_SEEDS = (0, 1, 2)


def arguments():
    parser = argparse.ArgumentParser(prog="differential.sh", description=__doc__)
    parser.add_argument("corpora", nargs="*", metavar="CORPUS", help="all, or " + ", ".join(NAMES))
    parser.add_argument("--list", action="store_true", help="say what the corpora are")
    parser.add_argument("--sample", type=int, metavar="N", help="take N problems of each corpus")
    parser.add_argument("--seed", type=int, default=0, help="of what is drawn: samples, programs, mutants [0]")
    parser.add_argument("--size", type=int, metavar="N", help="programs that a generator makes [its own default]")
    parser.add_argument("--jobs", type=int, default=2, help="programs to run at the same time [2]")
    parser.add_argument("--repeat", action="store_true", help="instead, run in other ways and compare the matrices")
    parser.add_argument("--explain", type=int, default=0, metavar="N", help="ask the sandbox about N differences in words")
    parser.add_argument("--options", default="", help="more options of `mutagree execute`, in one word")
    parser.add_argument("--out", type=Path, help="folder of the runs and differences [a temporary one]")
    return parser.parse_args()


def main():
    options = arguments()
    if options.list:
        print("\n".join(f"{name:14}{what}" for name, what in NAMES.items()))
        return 0
    if not permitted():
        print("skipped: `unshare` is not permitted here, and programs run nowhere else", file=sys.stderr)
        return 0
    names = list(NAMES) if options.corpora == ["all"] else options.corpora
    for name in names:
        if name not in NAMES:
            sys.exit(f"`{name}` is no corpus\nhint: --list has them")
    with tempfile.TemporaryDirectory(prefix="differential-") as folder:
        return run(names, options, options.out or Path(folder))


def run(names, options, folder):
    folder.mkdir(parents=True, exist_ok=True)
    summaries, same = [], True
    with Oracle(options.jobs, HASH_SEEDS[0]) as oracle:
        others = [Oracle(options.jobs, seed) for seed in HASH_SEEDS[1:]]
        options.oracle = oracle
        for name in names:
            try:
                if options.repeat:
                    same &= repeat(name, options, folder / name)
                    continue
                summaries.append(one(name, options, folder / name, oracle, others))
            except Absent as why:
                print(f"{name}: skipped: {why}", file=sys.stderr)
        for other in others:
            other.close()
    if options.repeat:
        return int(not same)
    print(report.table(summaries))
    differences = [it for summary in summaries for it in summary.differences]
    report.write(folder / "differences.jsonl", differences)
    if options.out:
        print(f"differences: {folder / 'differences.jsonl'}", file=sys.stderr)
    return int(any(summary.unknown() for summary in summaries))


def drawn(name, options, folder):
    """The cases of a corpus, or the sample of them that is wanted, and an empty folder for their runs."""
    cases = corpus(name).cases(options)
    if options.sample is not None and options.sample < len(cases):
        cases = random.Random(options.seed).sample(cases, options.sample)
    shutil.rmtree(folder, ignore_errors=True)
    return cases


def repeat(name, options, folder):
    """Says whether the matrix of a corpus is the same in every way of running."""
    cases = drawn(name, options, folder)
    found = repeats.differing(cases, folder, options.options.split())
    cells = sum(len(case.programs) * len(case.tests) for case in cases)
    print(f"{name}: {cells} cells, " + ("the same in every way" if not found else "not the same:"))
    for way, (first, other) in found.items():
        print(f"  {way}:\n    {first[:300]}\n    {other[:300]}")
    return not found


def one(name, options, folder, oracle, others):
    """Compares one corpus."""
    module, cases = corpus(name), drawn(name, options, folder)
    begin = time.monotonic()
    if hasattr(module, "execute"):
        cells = module.execute(cases, folder, options)
    else:
        cells = sandboxed.cells(cases, folder / "run", options.jobs, options.options.split())
    middle = time.monotonic()
    summary = compare(name, cases, cells, lambda *it: otherwise(*it, folder, options), oracle, others, module)
    explanation.explain(summary.differences, options.explain)
    end = time.monotonic()
    print(f"{name}: {middle - begin:.0f} s in the sandbox, {end - middle:.0f} s natively", file=sys.stderr)
    return summary


def otherwise(cases, more, folder, options):
    """The cells of some programs, by their text, with more options."""
    more = [*options.options.split(), *more]
    cells = sandboxed.cells(cases, folder / "otherwise", options.jobs, more) if cases else {}
    programs = {case.name: case.programs for case in cases}
    return {(name, programs[name][index], test): letter for (name, index, test), letter in cells.items()}


if __name__ == "__main__":
    sys.exit(main())
