"""Compares the verdicts of the sandbox with those of native CPython, cell by cell."""

from collections import Counter
from dataclasses import dataclass, replace

from .kinds import kind_of, stays_out
from .native.oracle import Oracle

MORE_HASH_SEEDS = range(100, 200)  # for what passes here alone: some order of a set of texts may pass natively too

PATIENTLY, ISOLATED = ["--limit-seconds", "100"], ["--isolation", "test"]

PATIENT = {"cpu": 5.0, "wall": 60.0}  # what a cell may use natively before it counts as a difference


@dataclass
class Difference:
    """A cell whose two letters differ."""

    corpus: str
    case: str
    entry_point: str
    label: str
    program: str
    test: str
    sandbox: str
    native: str
    fault: str  # how it failed natively
    alone: str  # what native CPython says of the test in a fresh interpreter
    shared: bool  # the sandbox judged the test in the candidate's interpreter
    parted: str  # what native CPython says where the tests that are shared, and the others, run in an interpreter each
    patient: str  # what the sandbox says with far more time, where time had ended
    isolated: str  # what the sandbox says of the test alone, where others of the program were judged with the candidate
    kind: str = ""
    said: str = ""  # how it failed in the sandbox

    def by_order(self):
        """Says whether only the tests before it make the difference: none of them, or those that were judged alike."""
        return self.sandbox in (self.parted, self.alone)

    def direction(self):
        if self.sandbox == "P":
            return "wrong pass"
        return "wrong fail" if self.native == "P" else "other letter"


@dataclass
class Summary:
    """The figures of a corpus."""

    corpus: str
    programs: int
    cells: int
    order: int  # cells whose native verdict depends on the tests before them
    unstable: int  # cells on which native CPython disagrees with itself: another hash seed or version, or tests in the program's file
    passed: int  # cells that pass in both
    whole: str  # programs that pass every test here, of those that do natively
    differences: list

    def count(self, direction):
        return sum(difference.direction() == direction for difference in self.differences)

    def unknown(self):
        return [difference for difference in self.differences if not difference.kind]

    def kinds(self):
        return Counter(difference.kind for difference in self.differences if difference.kind)


def compare(corpus, cases, sandboxed, otherwise, oracle, others, module):
    """Asks native CPython about every program, and about each difference again: with more time, and with other hash
    seeds, many of them where something passes here alone. `sandboxed` holds the sandbox's cells, and `otherwise` gives those of
    some programs with more options."""
    programs = [(case, index) for case in cases for index in range(len(case.programs))]
    modes = ["together", "alone"] if module.ALONE else ["together"]

    def ask(item):
        case, index = item
        return oracle.ask(case.programs[index], case.tests, modes, cpu=module.CPU)

    answers = dict(zip(map(key, programs), oracle.map(ask, programs)))
    cells = [(case, index, test) for case, index in programs for test in range(len(case.tests))]
    letters = lambda cell, mode: answers[key(cell)].get(mode, answers[key(cell)]["together"])[cell[2]][0]
    ours = lambda cell: sandboxed[cell[0].name, cell[1], cell[2]][0]
    apart = [cell for cell in cells if ours(cell) != letters(cell, "together")]
    again = ask_again(apart, letters, oracle, others, module.CPU)
    parted = ask_in_parts(apart, sandboxed, oracle, module.CPU)
    patient = otherwise(programs_of([cell for cell in apart if ours(cell) == "T"]), PATIENTLY)
    is_shared = lambda cell, test: sandboxed[cell[0].name, cell[1], test][1]
    mixed = lambda cell: not is_shared(cell, cell[2]) and any(is_shared(cell, test) for test in range(len(cell[0].tests)))
    isolated = otherwise(programs_of([cell for cell in apart if ours(cell) in "FR" and mixed(cell)]), ISOLATED)
    alone = [cell for cell in apart if ours(cell) == "P" and all(view[cell[2]][0] != "P" for view in again[key(cell)])]
    ordered = ask_by_orders(alone, module.CPU)
    differences, unstable = [], 0
    for cell in apart:
        case, index, test = cell
        views = [answer[test] for answer in again[key(cell)]]
        natives = {view[0] for view in views}
        if ours(cell) == "P" and "P" not in natives:
            natives |= ordered[key(cell)][test]
        if ours(cell) in natives or stays_out(ours(cell), views[0][1]):
            unstable += len(natives) > 1  # with one letter only time was short
            continue
        program = case.programs[index]
        letter, _ = patient.get((case.name, program, test), ("", False))
        lonely, _ = isolated.get((case.name, program, test), ("", False))
        difference = Difference(
            corpus, case.name, case.entry_point, case.labels.get(program, ""), program, case.tests[test], ours(cell), *views[0],
            parted[key(cell)]["alone"][test][0], sandboxed[case.name, index, test][1], parted[key(cell)][test], letter, lonely,
        )
        difference.kind = kind_of(difference)
        differences.append(difference)
    wholly = [item for item in programs if all(view[0] == "P" for view in answers[key(item)]["together"])]
    here = [it for it in wholly if all(sandboxed[*key(it), test][0] == "P" for test in range(len(it[0].tests)))]
    return Summary(
        corpus,
        programs=len(programs),
        cells=len(cells),
        order=sum(letters(cell, "together") != letters(cell, "alone") for cell in cells),
        unstable=unstable,
        passed=sum(ours(cell) == letters(cell, "together") == "P" for cell in cells),
        whole=f"{len(here)}/{len(wholly)}",
        differences=differences,
    )


def key(item):
    return item[0].name, item[1]


def programs_of(cells):
    """Cases of the programs that some cells belong to."""
    programs = {}
    for case, index, _ in cells:
        programs.setdefault(case.name, (case, {}))[1][case.programs[index]] = None
    return [replace(case, programs=list(some)) for case, some in programs.values()]


def ask_again(apart, letters, oracle, others, cpu):
    """What native CPython says of the programs that have differences: patiently where time ended, as if the tests stood in
    the program's file, and with other hash seeds."""
    programs = {key(cell): cell for cell in apart}
    slow = {key(cell) for cell in apart if letters(cell, "together") == "T"}

    def ask(cell):
        case, index, _ = cell
        limits = {**PATIENT, "cpu": max(cpu, PATIENT["cpu"])} if key(cell) in slow else {"cpu": cpu}
        ask = lambda it, *modes: it.ask(case.programs[index], case.tests, modes, **limits).values()
        return [*ask(oracle, "together", "one file"), *(view for it in others for view in ask(it, "together"))]

    return dict(zip(programs, oracle.map(ask, programs.values())))


def ask_by_orders(alone, cpu):
    """All letters that native CPython gives the tests of some programs with many hash seeds."""
    programs = {key(cell): cell for cell in alone}
    letters = {name: [set() for _ in case.tests] for name, (case, _, _) in programs.items()}
    for seed in MORE_HASH_SEEDS if programs else ():
        with Oracle(1, seed) as oracle:
            for name, (case, index, _) in programs.items():
                answer = oracle.ask(case.programs[index], case.tests, ["together"], cpu=cpu)["together"]
                for found, view in zip(letters[name], answer):
                    found.add(view[0])
    return letters


def ask_in_parts(apart, sandboxed, oracle, cpu):
    """The letters where the tests that the sandbox judged with the candidate run apart from the others; `alone` has what
    comes of each test in a fresh interpreter."""
    programs = {key(cell): cell for cell in apart}

    def ask(cell):
        case, index, _ = cell
        letters = oracle.ask(case.programs[index], case.tests, ["alone"], cpu=cpu)
        for part in (False, True):
            places = [it for it in range(len(case.tests)) if sandboxed[case.name, index, it][1] == part]
            answer = oracle.ask(case.programs[index], [case.tests[it] for it in places], ["together"], cpu=cpu)
            letters.update(zip(places, (view[0] for view in answer["together"])))
        return letters

    return dict(zip(programs, oracle.map(ask, programs.values())))
