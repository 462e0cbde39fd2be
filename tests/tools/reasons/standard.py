#!/usr/bin/env python3
"""How well the rules agree with labels that were given by hand, before any rule was run, to wrong programs by CodeGen and 35 other
models for problems of HumanEval, which need nothing but the standard library.

    tests/tools/reasons/standard.py RUN

RUN was executed, ranked and evaluated with these programs among its candidates, such as one of `calibrate.py`'s. Its report is made, and what
that says is compared with `standard.labels.tsv`: agreement and Cohen's kappa, of kinds and of bugs.
"""

import base64
import hashlib
import json
import re
import subprocess
import sys
import zlib
from collections import Counter
from pathlib import Path


def main():
    run, labels = Path(sys.argv[1]), Path(__file__).with_name("standard.labels.tsv")
    page = run / "reasons.html"
    subprocess.run(["target/release/mutagree", "--quiet", "report", run, "-o", page, "--scorers", "codet"], check=True, stdout=subprocess.DEVNULL)
    told = dict(reasons(page.read_text()))
    rows = [line.split("\t") for line in labels.read_text().splitlines() if not line.startswith("#")]
    both = [((kind, bug), told[task, digest]) for task, digest, kind, bug in rows if (task, digest) in told]
    print(f"{len(both)} of {len(rows)} programs are in the run")
    for name, of in (("kind", 0), ("bug", 1)):
        pairs = [(label[of], reason[of]) for label, reason in both]
        print(f"{name}: agreement {agreement(pairs):.3f}, kappa {kappa(pairs):.3f}")


def reasons(page):
    """The kind and the bug of each wrong candidate, by its problem and the digest of its program."""
    for packed in re.findall(r'id="packed-\d+">"([^"]*)"', page):
        problem = json.loads(zlib.decompress(base64.b64decode(packed), -15))
        for candidate in problem["candidates"]:
            if candidate["reason"]:
                digest = hashlib.sha256(candidate["code"].encode()).hexdigest()[:16]
                yield (problem["task_id"], digest), candidate["reason"].split(", ", 1)


def agreement(pairs):
    return sum(one == other for one, other in pairs) / len(pairs)


def kappa(pairs):
    ones, others = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    chance = sum(ones[name] * others[name] for name in ones) / len(pairs) ** 2
    return (agreement(pairs) - chance) / (1 - chance)


main()
