"""Writes what the command and the module are made of as a CycloneDX document, from `cargo metadata` on standard input.

Tools for tests and for building are left out; licences are those that each package declares.
"""

from __future__ import annotations

import json
import sys
from typing import Any

ROOTS = ("mutagree", "mutagree-python")


def is_linked(dependency: dict[str, Any]) -> bool:
    """Whether a dependency ends up in the program: `kind` is null for those, `dev` or `build` for others."""
    return any(it["kind"] is None for it in dependency["dep_kinds"])


def main() -> None:
    metadata = json.load(sys.stdin)
    packages = {it["id"]: it for it in metadata["packages"]}
    nodes = {it["id"]: it for it in metadata["resolve"]["nodes"]}
    waiting = [id for id, it in packages.items() if it["name"] in ROOTS and it["source"] is None]
    found: dict[str, list[str]] = {}
    while waiting:
        id = waiting.pop()
        if id not in found:
            found[id] = sorted(it["pkg"] for it in nodes[id]["deps"] if is_linked(it))
            waiting += found[id]
    root = next(it for it in packages.values() if it["name"] == "mutagree" and it["source"] is None)
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "mutagree", "version": root["version"]},
            "properties": [{"name": "target", "value": sys.argv[1]}],
        },
        "components": [component(packages[id]) for id in sorted(found)],
        "dependencies": [{"ref": purl(packages[id]), "dependsOn": [purl(packages[it]) for it in found[id]]} for id in sorted(found)],
    }
    json.dump(document, sys.stdout, indent=1)
    print()


def purl(package: dict[str, Any]) -> str:
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl(package),
        "name": package["name"],
        "version": package["version"],
        "purl": purl(package),
    }
    if package["license"]:
        said["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    if package["repository"]:
        said["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return said


main()
