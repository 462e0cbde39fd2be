"""Imports the modules that are named as arguments, and says as JSON what there is: one line on the standard output that was."""

import hashlib
import importlib
import importlib.metadata
import json
import os
import platform
import sys
import traceback

OUTPUT = os.dup(1)
os.dup2(2, 1)  # what modules print goes to the log


def imported(names):
    """The versions of modules, and what Python said of those that it could not import."""
    versions, failures = {}, {}
    for name in names:
        try:
            module = importlib.import_module(name)
            versions[name] = str(getattr(module, "__version__", ""))
        except BaseException:
            failures[name] = traceback.format_exc(limit=-4)
    return versions, failures


def distributions():
    """Name, version and a digest of the files of each package of Python. Scripts and bytecode name their place, and differ."""
    found = set()
    for distribution in importlib.metadata.distributions():
        lines = (distribution.read_text("RECORD") or "").splitlines()
        kept = [
            line
            for line in lines
            if ",sha256=" in line
            and not line.startswith("..")
            and not line.split(",")[0].endswith((".pyc", "/INSTALLER", "/REQUESTED", "/direct_url.json"))
        ]
        digest = hashlib.sha256("\n".join(sorted(kept)).encode()).hexdigest() if kept else ""
        found.add((distribution.metadata["Name"] or "", distribution.version or "", digest))
    return sorted(found)


def packages():
    """Name and version of each package of Debian, as dpkg knows them or as they were unpacked."""
    found = set()
    try:
        with open("/var/lib/dpkg/status", encoding="utf-8") as status:
            for paragraph in status.read().split("\n\n"):
                fields = dict(line.split(": ", 1) for line in paragraph.splitlines() if ": " in line and line[0] != " ")
                if fields.get("Status", "").endswith(" installed"):
                    found.add((fields["Package"], fields["Version"]))
    except OSError:
        pass
    try:
        with open("/var/lib/mutagree/packages", encoding="utf-8") as names:
            for name in names:
                found.add(tuple(name.replace("%3a", ":").split("_")[:2]))
    except OSError:
        pass
    return sorted(found)


versions, failures = imported(sys.argv[1:])
report = {
    "python": platform.python_version(),
    "implementation": platform.python_implementation(),
    "machine": platform.machine(),
    "modules": versions,
    "failures": failures,
    "distributions": distributions(),
    "packages": packages(),
}
os.write(OUTPUT, json.dumps(report).encode() + b"\n")
