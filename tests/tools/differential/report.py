"""The table of a comparison, and the file of its differences."""

import json
from collections import Counter
from dataclasses import asdict

HEAD = ("corpus", "programs", "cells", "passed", "agree", "wrong passes", "wrong fails", "other", "order", "unstable", "whole", "unknown")


def row(summary):
    directions = [summary.count(direction) for direction in ("wrong pass", "wrong fail", "other letter")]
    agree = summary.cells - len(summary.differences)
    figures = [summary.programs, summary.cells, summary.passed, agree, *directions, summary.order, summary.unstable]
    return [summary.corpus, *map(str, figures), summary.whole, str(len(summary.unknown()))]


def table(summaries):
    """The figures, a line for each corpus; then what is known, by kind, and how letters differ."""
    rows = [HEAD, *map(row, summaries)]
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(line, widths)) for line in rows]
    for summary in summaries:
        known = ", ".join(f"{kind} {count}" for kind, count in summary.kinds().most_common())
        letters = Counter(
            f"{it.sandbox} for {it.native}{' by order' * it.by_order()}" for it in summary.unknown()
        )
        unknown = ", ".join(f"{pair} {count}" for pair, count in letters.most_common())
        lines += [f"{summary.corpus}: known: {known}"] if known else []
        lines += [f"{summary.corpus}: unknown: {unknown}"] if unknown else []
    return "\n".join(lines)


def write(path, differences):
    with open(path, "w", encoding="utf-8") as file:
        for difference in differences:
            file.write(json.dumps(asdict(difference)) + "\n")
