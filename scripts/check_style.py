#!/usr/bin/env python3
"""Holds what of the house style a program can judge.

usage: check_style.py [ROOT]

Limits, banned tokens and the homes where they are allowed are data at the top; each check below
is one function that yields faults. tests/style/self_test.py plants every fault once and must see
each of them found. Layout is clang-format's (scripts/dev format), layers are check_layers.py's.
"""

import pathlib
import re
import sys
from typing import NamedTuple

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cpp_text import functions_of, without_comments  # noqa: E402

COLUMNS_MAX = 100
FILE_LINES_MAX = 600
FUNCTION_LINES_MAX = 60
# Functions that are data, and so as long as their data: where they live, how they begin. One that
# is no longer too long must leave the list.
DATA_FUNCTIONS = [
    ("sim/order/table/", "std::vector<Row> "),            # rows of the transition table
    ("sim/order/guards.cpp", "bool holds("),              # a switch with a line a guard
    ("sim/order/rules.cpp", "Refusal refusal_of("),       # a switch with a line a guard
    ("sim/order/apply.cpp", "void carry_out("),           # a switch with a line or two an effect
    ("sim/check/promela_guards.cpp", "std::string guard_text("),    # a line or two a guard
    ("sim/check/promela_effects.cpp", "std::string effect_text("),  # a line or two an effect
    ("sim/report/page/style.cpp", "std::string_view style("),  # a style sheet
]

ROOT_ENTRIES = {"CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "sim", "scenarios",
                "reports", "tests", "scripts", "out"}
# Folders whose README says what lives there and what may be touched.
FOLDERS_WITH_README = ["sim", "scenarios", "reports", "tests", "scripts"]


class Ban(NamedTuple):
    """A pattern that code outside its homes may not contain."""
    pattern: str
    instead: str
    homes: tuple    # prefixes of paths
    example: str    # a line that must be found; the self-test plants it
    place: str = "sim/base/planted.cpp"  # where the self-test plants it


CPP_BANS = [
    Ban(r"(?<!operator )(?<!<)\bnew\b", "own by value or std::unique_ptr", (), "int* p = new int;"),
    Ban(r"(?<!= )(?<!operator )\bdelete\b", "own by value or std::unique_ptr", (), "delete p;"),
    Ban(r"\bshared_ptr\b", "one owner", ("sim/service/", "sim/load/"), "std::shared_ptr<int> p;"),
    Ban(r"\bstd::(cout|cerr|clog)\b", "return text; cli prints it", ("sim/cli/",),
        "std::cout << 1;"),
    Ban(r"#\s*include\s*<iostream>", "<ostream>, <istream> or fmt", (), "#include <iostream>"),
    Ban(r"#\s*include\s*<cassert>|\bassert\s*\(", "ORDERSIM_ASSERT", (), "assert(x > 0);"),
    Ban(r"\b(s?rand|drand48)\s*\(", "Draws of sim/base/random.hpp", (), "int x = rand();"),
    Ban(r"\brandom_device\b|\bmt19937|\bdefault_random_engine\b", "Draws of sim/base/random.hpp",
        (), "std::random_device device;"),
    Ban(r"\bstd::\w+_distribution\b", "Distribution of sim/base", (),
        "std::normal_distribution<> d;"),
    Ban(r"\bsystem_clock\b|\bsteady_clock::now\b|\bhigh_resolution_clock\b|\bgettimeofday\b",
        "time is an argument", ("sim/cli/", "sim/experiment/host", "sim/load/", "sim/service/",
                                "tests/bench/"),
        "auto t = std::chrono::steady_clock::now();"),
    Ban(r"\b(sleep_for|sleep_until|usleep|nanosleep)\b", "wait for the event itself",
        ("sim/service/postgres_store.cpp",),  # a server that comes back tells nobody
        "std::this_thread::sleep_for(1s);", "tests/unit/base/planted.cpp"),
    Ban(r"\bunordered_\w+", "order reaches results: std::map or a sorted vector",
        ("sim/scenario/", "sim/check/", "sim/judge/", "sim/wire/", "sim/service/", "sim/load/",
         "sim/cli/", "tests/"),
        "std::unordered_map<int, int> m;", "sim/kernel/planted.cpp"),
    Ban(r"\bstd::locale\b|\bsetlocale\b|\bimbue\b", "results know no locale", (),
        "std::locale::global({});"),
    Ban(r"#\s*include\s*<boost/(asio|beast)", "sockets live in service and load",
        ("sim/service/", "sim/load/"), "#include <boost/asio.hpp>"),
    Ban(r"#\s*include\s*<boost/math", "special functions live in base and measure",
        ("sim/base/", "sim/measure/", "tests/"), "#include <boost/math/tools/roots.hpp>",
        "sim/kernel/planted.cpp"),
    Ban(r"#\s*include\s*<boost/json", "JSON lives in measure and wire",
        ("sim/measure/", "sim/wire/", "tests/"), "#include <boost/json.hpp>",
        "sim/report/planted.cpp"),
    Ban(r"#\s*include\s*<toml\+\+", "TOML lives in scenario", ("sim/scenario/",),
        "#include <toml++/toml.h>"),
    Ban(r"\bcatch\s*\(\s*\.\.\.\s*\)", "name the exception", ("sim/cli/main.cpp",),
        "catch (...) {"),
    Ban(r"\bCATCH_CONFIG_(MAIN|RUNNER)\b", "link Catch2::Catch2WithMain", (),
        "#define CATCH_CONFIG_MAIN", "tests/unit/base/planted.cpp"),
    Ban(r"#\s*include\s*\"(?!sim/|tests/)", "paths from the root: \"sim/...\"", (),
        '#include "planted.hpp"'),
]
HEADER_BANS = [
    Ban(r"#\s*include\s*<fmt/", "format in the .cpp: it is slow to compile", (),
        "#include <fmt/format.h>", "sim/base/planted.hpp"),
    Ban(r"\busing\s+namespace\b", "whole names", (), "using namespace std;",
        "sim/base/planted.hpp"),
]
# These read comments too.
TEXT_BANS = [
    Ban(r"\b(TODO|FIXME|XXX|HACK)\b", "do it, or leave it out", ("scripts/check_style.py",),
        "// TODO: later"),
]
CMAKE_BANS = [
    Ban(r"file\s*\(\s*GLOB", "name the files", (), "file(GLOB sources *.cpp)",
        "sim/base/CMakeLists.txt"),
    Ban(r"^\s*(include_directories|link_directories|link_libraries|add_compile_options|"
        r"add_definitions)\s*\(", "target_...: nothing global", (), "include_directories(.)",
        "sim/base/CMakeLists.txt"),
    Ban(r"\bset\s*\(\s*CMAKE_CXX_FLAGS", "ordersim::flags or a preset", (),
        'set(CMAKE_CXX_FLAGS "-O9")', "sim/base/CMakeLists.txt"),
    Ban(r"\b(FetchContent|ExternalProject|file\s*\(\s*DOWNLOAD)", "nothing is fetched", (),
        "include(FetchContent)", "sim/base/CMakeLists.txt"),
]


class Tree:
    """The project's text files, read once; paths are relative to the root, with slashes."""

    def __init__(self, root):
        self.root = root
        self.text = {}
        for path in sorted(self._paths()):
            try:
                self.text[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                pass  # pictures and the like have no style

    def _paths(self):
        for entry in self.root.iterdir():
            if entry.name in (".git", ".build", "out"):
                continue
            for path in [entry] if entry.is_file() else entry.rglob("*"):
                if path.is_file() and not {"__pycache__", "node_modules"} & set(path.parts):
                    yield path

    def having(self, *suffixes):
        return [path for path in self.text if path.endswith(suffixes)]


def lines_of(text):
    return enumerate(text.split("\n"), 1)


def check_text(tree):
    """Tabs, trailing space, ends of lines and of files; columns and lines of what we write."""
    kept_by_hand = (".hpp", ".cpp", ".py", ".toml", ".json", ".md", ".txt", ".clang-format",
                    ".clang-tidy")
    for path, text in tree.text.items():
        if not path.endswith(kept_by_hand) and not text.startswith("#!"):
            continue
        if path.startswith(("reports/", "tests/golden/")):
            continue  # rendered, byte for byte
        if text and (not text.endswith("\n") or text.endswith("\n\n")):
            yield f"{path}: a file ends with exactly one end of line"
        for number, line in lines_of(text):
            if "\t" in line or "\r" in line:
                yield f"{path}:{number}: tab or carriage return"
            if line != line.rstrip():
                yield f"{path}:{number}: space at the end of the line"


def check_size(tree):
    for path, text in tree.text.items():
        is_script = text.startswith("#!") or path.endswith((".py", ".sh"))
        if not path.endswith((".hpp", ".cpp", "CMakeLists.txt")) and not is_script:
            continue  # TOML too: an inline table with its source beside it stands on one line
        if text.count("\n") > FILE_LINES_MAX:
            yield f"{path}: {text.count(chr(10))} lines; a file has at most {FILE_LINES_MAX}"
        for number, line in lines_of(text):
            if len(line) > COLUMNS_MAX and "://" not in line:
                yield f"{path}:{number}: {len(line)} columns; at most {COLUMNS_MAX}"


def check_functions(tree):
    unused = set(DATA_FUNCTIONS)
    for path in tree.having(".hpp", ".cpp"):
        for first, last, head in functions_of(tree.text[path]):
            if last - first + 1 <= FUNCTION_LINES_MAX:
                continue
            data = {entry for entry in DATA_FUNCTIONS
                    if path.startswith(entry[0]) and head.startswith(entry[1])}
            unused -= data
            if not data:
                yield (f"{path}:{first}: a function of {last - first + 1} lines; at most "
                       f"{FUNCTION_LINES_MAX}: {head}")
    for place, head in sorted(unused):
        if any(path.startswith(place) for path in tree.text):
            yield f"{place}: {head} is not too long: take it off DATA_FUNCTIONS"


def faults_by_bans(path, text, bans):
    for ban in bans:
        if path.startswith(ban.homes):
            continue
        for number, line in lines_of(text):
            if re.search(ban.pattern, line):
                yield f"{path}:{number}: {ban.instead}: {line.strip()}"


def check_bans(tree):
    for path in tree.having(".hpp", ".cpp"):
        code = without_comments(tree.text[path])
        yield from faults_by_bans(path, code, CPP_BANS)
        if path.endswith(".hpp"):
            yield from faults_by_bans(path, code, HEADER_BANS)
    for path in tree.having(".hpp", ".cpp", ".py", "CMakeLists.txt"):
        yield from faults_by_bans(path, tree.text[path], TEXT_BANS)
    for path in tree.having("CMakeLists.txt", ".cmake"):
        code = re.sub(r"#.*", "", tree.text[path])
        yield from faults_by_bans(path, code, CMAKE_BANS)


def check_headers(tree):
    """Each header guards itself first and is included by someone other than itself."""
    included = {(path, name) for path in tree.having(".hpp", ".cpp")
                for name in re.findall(r'^\s*#\s*include\s*"([^"]+)"', tree.text[path], re.M)}
    used = {name for path, name in included if path != name}
    for path in tree.having(".hpp"):
        if not tree.text[path].startswith("#pragma once\n"):
            yield f"{path}:1: a header starts with #pragma once"
        if path not in used:
            yield f"{path}: dead header: nothing includes it"


def check_sources_listed(tree):
    """Each C++ file is named in the CMakeLists.txt of its folder or of one above."""
    for path in tree.having(".hpp", ".cpp"):
        if path.startswith("tests/") and path.endswith(".hpp"):
            continue  # tests include theirs; they belong to no library
        if path.startswith("tests/compile_fail/"):
            continue  # listed by what each must not do
        parts = path.split("/")
        listed = False
        for depth in range(1, len(parts)):
            cmake = tree.text.get("/".join([*parts[:depth], "CMakeLists.txt"]), "")
            listed |= "/".join(parts[depth:]) in re.sub(r"#.*", "", cmake).replace(
                ")", " ").replace("(", " ").split()
        if not listed:
            yield f"{path}: in no CMakeLists.txt, so that it is not built"


def anchors_of(text):
    """The anchors that a Markdown page offers, by the usual rule for headings."""
    heads = re.findall(r"^#+\s+(.*)$", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in heads}


def check_links(tree):
    for path in tree.having(".md"):
        prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", tree.text[path], flags=re.M | re.S)
        for target in re.findall(r"\]\(([^)\s]+)\)", prose):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            file = (tree.root / path).parent / name if name else tree.root / path
            if not file.exists():
                yield f"{path}: the link {target} leads nowhere"
            elif anchor and anchor not in anchors_of(file.read_text(encoding="utf-8")):
                yield f"{path}: the link {target} names no heading there"
        # A file that prose names by its path; KIND in one stands for several.
        for name in re.findall(r"`((?:sim|tests|scripts|scenarios|reports)/[a-z0-9_./-]+\.\w+)`",
                               tree.text[path]):
            if not (tree.root / name).exists():
                yield f"{path}: there is no file {name}"


def check_folders(tree):
    for entry in sorted(entry.name for entry in tree.root.iterdir()):
        if entry not in ROOT_ENTRIES and not entry.startswith("."):
            yield f"{entry}: the root holds nothing of that name"
    for folder in FOLDERS_WITH_README:
        has_files = any(path.startswith(folder + "/") for path in tree.text)
        if has_files and folder + "/README.md" not in tree.text:
            yield f"{folder}/README.md: missing"


def check_modes(tree):
    """A file that names its interpreter can be run, and no other can."""
    for path, text in tree.text.items():
        is_executable = bool((tree.root / path).stat().st_mode & 0o100)
        if is_executable != text.startswith("#!"):
            yield f"{path}: {'executable' if is_executable else '#!'} without the other"


CHECKS = [check_text, check_size, check_functions, check_bans, check_headers,
          check_sources_listed, check_links, check_folders, check_modes]


def faults_of(root):
    """All faults of the tree at `root`, as lines for people."""
    tree = Tree(root)
    return [fault for check in CHECKS for fault in check(tree)]


def main(arguments):
    root = pathlib.Path(arguments[0] if arguments else __file__ + "/../..").resolve()
    faults = faults_of(root)
    for fault in faults:
        print(fault)
    if faults:
        raise SystemExit(f"style: {len(faults)} faults")


if __name__ == "__main__":
    main(sys.argv[1:])
