"""What the sandbox says of a difference, in words: `mutagree sandbox exec` of its program with the test."""

import json
import subprocess
import tempfile
from pathlib import Path

from .sandboxed import command

LONGEST = 300


def explain(differences, most):
    """Writes into the first differences how each failed in the sandbox."""
    for difference in differences[:most]:
        if "\nclass " in difference.test:
            told = execute(difference.program + "\n\n" + WHOLE.format(test=difference.test))
            difference.said = str(told.get("output") or told.get("unloadable") or told)[-LONGEST:]
        else:
            told = execute(difference.program, difference.test)
            difference.said = json.dumps(told.get("unloadable") or told.get("outcomes") or told)[:LONGEST]


# The command would take a suite for as many tests as it has methods: it stands with the program instead, and prints.
WHOLE = "try:\n    exec(compile({test!r}, '<test>', 'exec'), globals())\nexcept BaseException as error:\n    print(repr(error))\n"


def execute(program, test=None):
    with tempfile.TemporaryDirectory() as folder:
        line = [command(), "sandbox", "exec", write(folder, "program.py", program), "--json"]
        if test is not None:
            line += ["--tests", write(folder, "test.py", test)]
        told = subprocess.run(line, capture_output=True, text=True)
    try:
        return json.loads(told.stdout)
    except ValueError:
        return {"error": told.stderr}


def write(folder, name, text):
    path = Path(folder, name)
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    return str(path)
