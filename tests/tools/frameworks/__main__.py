"""The command: `frameworks.sh BENCHMARK`."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from differential.case import Absent

from . import benchmarks, engine, mutants, native
from .kinds import Difference, kind_of


def arguments():
    parser = argparse.ArgumentParser(prog="frameworks.sh", description=__doc__)
    parser.add_argument("benchmark", choices=list(benchmarks.ALL))
    parser.add_argument("--mutants", type=int, metavar="N", help="N mutants of reference solutions instead of these")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth problem only")
    parser.add_argument("--only", metavar="NAMES", help="these problems only")
    parser.add_argument("--recorded", action="store_true", help="compare with the recorded native run of the data, and run nothing")
    parser.add_argument("--seed", type=int, default=0, help="of mutants [0]")
    parser.add_argument("--jobs", type=int, default=2, help="programs to run at the same time [2]")
    parser.add_argument("--cache-dir", default="/var/cache/mutagree", help="where the environments are [/var/cache/mutagree]")
    parser.add_argument("--out", type=Path, help="folder of the files that are compared [a temporary one]")
    return parser.parse_args()


def main():
    options = arguments()
    benchmark = benchmarks.ALL[options.benchmark]
    try:
        problems = benchmark.problems()[:: options.every]
    except Absent as why:
        print(f"skipped: {why}", file=sys.stderr)
        return 0
    if options.only:
        problems = [it for it in problems if it.name in options.only.split(",")]
    if options.mutants:
        problems = mutants.of(problems, options.mutants, options.seed)
    with tempfile.TemporaryDirectory(prefix="frameworks-") as folder:
        folder = options.out or Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        return compare(benchmark, problems, folder, options)


def compare(benchmark, problems, folder, options):
    begin = time.monotonic()
    ours = engine.verdicts(benchmark, problems, folder, options)
    middle = time.monotonic()
    natives = native.recorded(options.benchmark) if options.recorded else native.verdicts(benchmark, problems, options)
    end = time.monotonic()
    both = sum(ours[it.name] and natives[it.name].passed for it in problems)
    print(f"{len(problems)} problems: {sum(ours.values())} right here, {sum(natives[it.name].passed for it in problems)} natively, {both} in both")
    print(f"{middle - begin:.0f} s here, {end - middle:.0f} s natively", file=sys.stderr)
    unknown = 0
    for problem in problems:
        verdict = natives[problem.name]
        is_right = ours[problem.name]
        if is_right != verdict.passed:
            kind = kind_of(Difference(problem, is_right, verdict.reason, options.recorded))
            unknown += not kind
            direction = "right here" if is_right else "wrong here"
            print(f"{problem.name}: {direction} alone: {kind or 'of no known kind'}; {problem.label}; natively: {verdict.reason[-200:]!r}")
    return int(unknown > 0)


if __name__ == "__main__":
    sys.exit(main())
