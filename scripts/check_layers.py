#!/usr/bin/env python3
"""Holds the layers: a module includes and links only modules that the table allows.

usage: check_layers.py [ROOT]

Includes are read from every file of sim/MODULE, links from the CMakeLists.txt there. If a module
needs something above it, the concept is in the wrong module: move it, not the line in the table.
"""

import pathlib
import re
import sys

# What a module may include, beside itself. A module comes after all that it includes.
LAYERS = {
    "base": [],
    "order": ["base"],
    "agents": ["base", "order"],
    "measure": ["base"],
    "metrics": ["base", "order", "agents", "measure"],
    "kernel": ["base", "measure"],
    "scenario": ["base", "order", "agents"],
    "market": ["base", "order", "agents", "measure", "metrics", "kernel"],
    "experiment": ["base", "order", "agents", "measure", "metrics", "kernel", "scenario",
                   "market"],
    "check": ["base", "order", "measure"],
    "judge": ["base", "order"],
    "wire": ["base", "order"],
    "service": ["base", "order", "measure", "wire"],
    "load": ["base", "order", "agents", "measure", "metrics", "kernel", "scenario", "market",
             "wire", "judge"],
    "gate": ["base", "measure", "scenario"],
    # The document of the rules is rendered from the table itself, hence `order`.
    "report": ["base", "order", "measure"],
    "cli": ["base", "order", "agents", "measure", "metrics", "kernel", "scenario", "market",
            "experiment", "check", "judge", "wire", "service", "load", "gate", "report"],
}

INCLUDE = re.compile(r'^\s*#\s*include\s*["<](?:sim|tests)/([^/">]*)[^">]*[">]')
LINK = re.compile(r"\bordersim(?:::|_)(\w+)")
# Targets that are no module: the compiler's flags, and the functions of sim/CMakeLists.txt.
NOT_MODULES = {"flags", "module"}


def uses_of(path):
    """Yields (line number, module, line) for each module that a file includes or links."""
    is_cmake = path.name == "CMakeLists.txt"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if is_cmake:
            names = LINK.findall(line.split("#")[0])
        elif re.match(r'^\s*#\s*include\s*["<]tests/', line):
            names = ["tests"]
        else:
            names = INCLUDE.findall(line)
        for name in names:
            if name not in NOT_MODULES:
                yield number, name, line.strip()


def module_of(path, root):
    return path.relative_to(root / "sim").parts[0]


def faults_of_file(path, root):
    module = module_of(path, root)
    for number, used, line in uses_of(path):
        if used != module and used not in LAYERS[module]:
            allowed = " ".join(LAYERS[module]) or "nothing"
            yield (f"{path.relative_to(root)}:{number}: {module} may not use {used} "
                   f"(it may use: {allowed}): {line}")


def faults_of(root):
    """All breaches of the table in the tree at `root`, as lines for people."""
    for folder in sorted(p for p in (root / "sim").iterdir() if p.is_dir()):
        if folder.name not in LAYERS:
            yield f"sim/{folder.name}: no such module in the table of check_layers.py"
            continue
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".hpp", ".cpp") or path.name == "CMakeLists.txt":
                yield from faults_of_file(path, root)


def main(arguments):
    root = pathlib.Path(arguments[0] if arguments else __file__ + "/../..").resolve()
    faults = list(faults_of(root))
    for fault in faults:
        print(fault)
    if faults:
        raise SystemExit(f"layers: {len(faults)} faults")


if __name__ == "__main__":
    main(sys.argv[1:])
