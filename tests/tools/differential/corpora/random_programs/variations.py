"""Programs that are nearly the same: some behave alike, some only look so."""

import re


def variation(random, program):
    """A program that differs from another in one small thing."""
    return random.choice(WAYS)(random, program)


def comment(_random, program):
    return program.replace("def f(", "# a word\ndef f(")


def docstring(_random, program):
    return re.sub(r"(def f\(.*\):\n)", r'\1    "A text."\n', program)


def layout(_random, program):
    return program.replace("\n    n = ", "\n\n    n =  ").rstrip() + "\n\n"


def renamed(_random, program):
    return re.sub(r"\bt\b", "text", program)


def annotated(random, program):
    kind = random.choice(["int", "List[int]", "'anything'", "1 + 1"])
    return re.sub(r"def f\((\w+)", rf"def f(\1: {kind}", program)


def number(random, program):
    places = [match for match in re.finditer(r"(?<![\w.])\d+(?![\w.])", program) if match.start() > program.index("def f(")]
    if not places:
        return comment(random, program)
    place = random.choice(places)
    return program[:place.start()] + str(int(place.group()) + 1) + program[place.end():]


def operator(random, program):
    pairs = [(" + ", " - "), (" > ", " >= "), (" == ", " != "), (" and ", " or "), ("return ", "yield "), (".sort()", ".reverse()")]
    head, body = program[:program.index("def f(")], program[program.index("def f("):]
    fitting = [pair for pair in pairs if pair[0] in body]
    if not fitting:
        return number(random, program)
    return head + body.replace(*random.choice(fitting), 1)


def forgetful(_random, program):
    """The state is made anew by each call."""
    return program.replace("count += 1", "count = 1").replace("seen.append(1)", "seen[:] = [1]")


WAYS = [comment, docstring, layout, renamed, annotated, number, number, operator, operator, forgetful]
