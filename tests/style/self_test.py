"""Proves that the checks of scripts/ can fail: each fault is planted once and must be found.

A small tree without a fault is made anew for each test; a test plants its fault there.
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))
import bench_table  # noqa: E402
import check_layers  # noqa: E402
import check_readme  # noqa: E402
import check_style  # noqa: E402
from cpp_text import functions_of, without_comments  # noqa: E402

CLEAN_TREE = {
    "README.md": "# A project\n\nSee [the map](sim/README.md#the-map).\n",
    "CMakeLists.txt": "add_subdirectory(sim)\n",
    "sim/README.md": "# Modules\n\n## The map\n",
    "sim/CMakeLists.txt": "add_subdirectory(base)\n",
    "sim/base/CMakeLists.txt": "ordersim_module(base\n  HEADERS id.hpp\n  SOURCES id.cpp)\n",
    "sim/base/id.hpp": "#pragma once\n\nint next(int id);\n",
    "sim/base/id.cpp": '#include "sim/base/id.hpp"\n\nint next(int id) {\n    return id + 1;\n}\n',
    "sim/order/CMakeLists.txt": "ordersim_module(order\n  SOURCES order.cpp\n"
                                "  LINKS ordersim::base)\n",
    "sim/order/order.cpp": '#include "sim/base/id.hpp"\n',
}


class TreeTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        for path, text in CLEAN_TREE.items():
            self.write(path, text)

    def tearDown(self):
        self.folder.cleanup()

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def append(self, path, text):
        self.write(path, CLEAN_TREE[path] + text)


class Layers(TreeTest):
    def faults(self):
        return list(check_layers.faults_of(self.root))

    def expect_one(self, start):
        faults = self.faults()
        self.assertEqual(len(faults), 1, faults)
        self.assertTrue(faults[0].startswith(start), faults[0])

    def test_a_clean_tree_has_no_fault(self):
        self.assertEqual(self.faults(), [])

    def test_the_table_lists_a_module_after_all_that_it_includes(self):
        seen = set()
        for module, below in check_layers.LAYERS.items():
            self.assertLessEqual(set(below), seen, module)
            seen.add(module)

    def test_an_upward_include_is_found(self):
        self.append("sim/base/id.cpp", '#include "sim/order/order.hpp"\n')
        self.expect_one("sim/base/id.cpp:6: base may not use order")

    def test_an_include_in_a_subfolder_is_found(self):
        self.write("sim/order/table/rows.cpp", '#  include "sim/kernel/calendar.hpp"\n')
        self.expect_one("sim/order/table/rows.cpp:1: order may not use kernel")

    def test_an_include_of_test_code_is_found(self):
        self.append("sim/base/id.cpp", '#include "tests/support/policies.hpp"\n')
        self.expect_one("sim/base/id.cpp:6: base may not use tests")

    def test_an_upward_link_is_found(self):
        self.append("sim/base/CMakeLists.txt", "target_link_libraries(x ordersim::market)\n")
        self.expect_one("sim/base/CMakeLists.txt:4: base may not use market")

    def test_a_link_by_the_plain_name_of_the_library_is_found(self):
        self.append("sim/base/CMakeLists.txt", "target_link_libraries(x ordersim_market)\n")
        self.expect_one("sim/base/CMakeLists.txt:4: base may not use market")

    def test_a_module_that_the_table_lacks_is_found(self):
        self.write("sim/utils/all.hpp", "#pragma once\n")
        self.expect_one("sim/utils: no such module")

    def test_the_command_fails_on_a_fault(self):
        self.append("sim/base/id.cpp", '#include "sim/order/order.hpp"\n')
        done = subprocess.run([sys.executable, "-B", SCRIPTS / "check_layers.py", self.root],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("base may not use order", done.stdout)


class Style(TreeTest):
    def faults(self):
        return check_style.faults_of(self.root)

    def expect_one(self, start):
        faults = self.faults()
        self.assertEqual(len(faults), 1, faults)
        self.assertTrue(faults[0].startswith(start), faults[0])

    def test_a_clean_tree_has_no_fault(self):
        self.assertEqual(self.faults(), [])

    def test_each_banned_token_is_found_outside_its_home_and_only_there(self):
        bans = (check_style.CPP_BANS + check_style.HEADER_BANS + check_style.TEXT_BANS +
                check_style.CMAKE_BANS)
        self.assertGreater(len(bans), 20)
        for ban in bans:
            with self.subTest(ban=ban.pattern):
                self.assertIn(f"{ban.place}:2: {ban.instead}: {ban.example}",
                              self.faults_with(ban.place, ban.example))
                for home in ban.homes:
                    path = home if home.endswith((".cpp", ".py")) else home + "planted.cpp"
                    faults = self.faults_with(path, ban.example)
                    self.assertFalse([f for f in faults if ban.instead in f], faults)

    def faults_with(self, path, line):
        file = self.write(path, f"\n{line}\n")
        faults = self.faults()
        if path in CLEAN_TREE:
            self.write(path, CLEAN_TREE[path])
        else:
            file.unlink()
        return faults

    def test_a_token_in_a_comment_or_a_string_is_not_banned(self):
        self.append("sim/base/id.cpp", '// a new order\nauto s = "new"; /* delete\n new */\n')
        self.assertEqual(self.faults(), [])

    def test_a_deleted_function_is_not_a_delete(self):
        self.append("sim/base/id.hpp", "int next(bool) = delete;\n")
        self.assertEqual(self.faults(), [])

    def test_a_long_line_is_found(self):
        self.append("sim/base/id.cpp", "// " + "x" * 98 + "\n")
        self.expect_one("sim/base/id.cpp:6: 101 columns")

    def test_a_line_of_100_columns_is_no_fault(self):
        self.append("sim/base/id.cpp", "// " + "x" * 97 + "\n")
        self.assertEqual(self.faults(), [])

    def test_a_long_file_is_found(self):
        self.append("sim/base/id.cpp", "\n".join(f"int x{i};" for i in range(596)) + "\n")
        self.expect_one("sim/base/id.cpp: 601 lines")

    def test_a_long_function_is_found(self):
        self.append("sim/base/id.cpp", "int f(int x) {\n" + "    ++x;\n" * 59 + "}\n")
        self.expect_one("sim/base/id.cpp:6: a function of 61 lines")

    def test_a_function_of_60_lines_is_no_fault(self):
        self.append("sim/base/id.cpp", "int f(int x) {\n" + "    ++x;\n" * 58 + "}\n")
        self.assertEqual(self.faults(), [])

    def test_a_stale_exception_for_a_long_function_is_found(self):
        place, head = check_style.DATA_FUNCTIONS[1]
        self.write(place, "bool other() {\n    return true;\n}\n")
        self.append("sim/order/CMakeLists.txt", f"set(more {place.removeprefix('sim/order/')})\n")
        self.expect_one(f"{place}: {head} is not too long")

    def test_a_tab_is_found(self):
        self.append("sim/base/id.cpp", "\tint x;\n")
        self.expect_one("sim/base/id.cpp:6: tab")

    def test_space_at_the_end_of_a_line_is_found(self):
        self.append("sim/README.md", "word \n")
        self.expect_one("sim/README.md:4: space at the end")

    def test_a_file_without_a_last_end_of_line_is_found(self):
        self.append("sim/base/id.cpp", "int x;")
        self.expect_one("sim/base/id.cpp: a file ends with")

    def test_a_header_without_its_guard_is_found(self):
        self.write("sim/base/id.hpp", "int next(int id);\n")
        self.expect_one("sim/base/id.hpp:1: a header starts with #pragma once")

    def test_a_dead_header_is_found(self):
        self.write("sim/base/dead.hpp", "#pragma once\n")
        self.write("sim/base/CMakeLists.txt", "ordersim_module(base HEADERS id.hpp dead.hpp "
                   "SOURCES id.cpp)\n")
        self.expect_one("sim/base/dead.hpp: dead header")

    def test_a_source_that_is_not_built_is_found(self):
        self.write("sim/base/lost.cpp", "int x;\n")
        self.expect_one("sim/base/lost.cpp: in no CMakeLists.txt")

    def test_a_header_that_is_in_no_file_set_is_found(self):
        self.write("sim/base/lost.hpp", "#pragma once\n")
        self.append("sim/base/id.cpp", '#include "sim/base/lost.hpp"\n')
        self.expect_one("sim/base/lost.hpp: in no CMakeLists.txt")

    def test_a_link_to_nothing_is_found(self):
        self.append("sim/README.md", "[more](base/README.md)\n")
        self.expect_one("sim/README.md: the link base/README.md leads nowhere")

    def test_a_link_to_no_heading_is_found(self):
        self.append("sim/README.md", "[more](#nothing)\n")
        self.expect_one("sim/README.md: the link #nothing names no heading")

    def test_a_named_file_that_is_not_there_is_found(self):
        self.append("sim/README.md", "see `sim/base/gone.cpp`\n")
        self.expect_one("sim/README.md: there is no file sim/base/gone.cpp")

    def test_a_stray_file_in_the_root_is_found(self):
        self.write("notes.md", "x\n")
        self.expect_one("notes.md: the root holds nothing of that name")

    def test_a_folder_without_a_readme_is_found(self):
        (self.root / "sim/README.md").unlink()
        self.write("README.md", "# A project\n")
        self.expect_one("sim/README.md: missing")

    def test_a_script_that_cannot_run_is_found(self):
        self.write("scripts/README.md", "# Scripts\n")
        self.write("scripts/tool", "#!/bin/sh\n")
        self.expect_one("scripts/tool: #! without the other")

    def test_the_command_fails_on_a_fault(self):
        self.append("sim/base/id.cpp", "\tint x;\n")
        done = subprocess.run([sys.executable, "-B", SCRIPTS / "check_style.py", self.root],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("tab", done.stdout)


class CppText(unittest.TestCase):
    def spans(self, text):
        return [(first, last) for first, last, _ in functions_of(text)]

    def test_functions_are_found_wherever_they_stand(self):
        self.assertEqual(self.spans("int f() {\n}\n"), [(1, 2)])
        self.assertEqual(self.spans("namespace a {\nint f() {\n}\n}\n"), [(2, 3)])
        self.assertEqual(self.spans("class A {\n  int f() const {\n  }\n int x;\n};\n"), [(2, 3)])
        self.assertEqual(self.spans("template <class T>\nvoid f(T x)\n{\n}\n"), [(1, 4)])
        self.assertEqual(self.spans('TEST_CASE("a: b {") {\n}\n'), [(1, 2)])

    def test_a_constructor_ends_with_its_body(self):
        self.assertEqual(self.spans("A::A(int x) : a_{x}, b_{{1}} {\n  f();\n}\nint y;\n"),
                         [(1, 3)])

    def test_data_is_no_function(self):
        self.assertEqual(self.spans("constexpr int a[] = {\n1,\n2};\nA b{f(1),\n2};\n"), [])
        self.assertEqual(self.spans("struct A {\n int x = 1;\n};\nenum class B { c };\n"), [])

    def test_lambdas_count_to_the_function_around_them(self):
        self.assertEqual(self.spans("int f() {\n  auto g = [](int x) {\n  };\n}\nint g() {\n}\n"),
                         [(1, 4), (5, 6)])

    def test_braces_in_text_do_not_count(self):
        self.assertEqual(self.spans('int f() {\n g("{", \'{\', R"({"{)"); // {\n}\nint g() {}\n'),
                         [(1, 3), (4, 4)])

    def test_digit_separators_are_not_characters(self):
        self.assertEqual(self.spans("int f() {\n  return 1'000;\n}\nint g() {\n return 2'0;\n}\n"),
                         [(1, 3), (4, 6)])

    def test_included_paths_survive_and_lines_stay_in_place(self):
        text = '#include "sim/a.hpp" // "x"\n/* a\nb */ f("text");\n'
        clean = without_comments(text)
        self.assertIn('"sim/a.hpp"', clean)
        self.assertNotIn("text", clean)
        self.assertEqual(clean.count("\n"), text.count("\n"))


class Readme(TreeTest):
    def verdict(self, block, output="42\nrun 2 s\n"):
        """The exit code of the check on a README with that block and a made-up program."""
        program = self.write("program", """#!/bin/sh
[ -d sim ] && [ -d out ] || exit 1
case $1 in good) ;; run) echo 42; echo "run 1 s" ;; *) exit 1 ;; esac
""")
        program.chmod(0o755)
        readme = self.write("README.md", f"```sh\n{block}\n```\n" + (
            f"<!-- output of scripts/run -->\n```text\n{output}```\n<!-- end of output -->\n"))
        done = subprocess.run([sys.executable, "-B", SCRIPTS / "check_readme.py", program, readme],
                              capture_output=True, text=True)
        return done.returncode

    def test_a_command_that_runs_is_good(self):
        self.assertEqual(self.verdict(".build/run/ordersim good"), 0)

    def test_a_command_that_fails_is_found(self):
        self.assertEqual(self.verdict(".build/run/ordersim good\n$ .build/run/ordersim bad"), 1)

    def test_an_output_that_is_not_today_s_is_found(self):
        self.assertEqual(self.verdict(".build/run/ordersim good", "41\nrun 2 s\n"), 1)

    def test_a_script_that_does_not_exist_is_found(self):
        self.assertEqual(self.verdict(".build/run/ordersim good\nscripts/nothing"), 1)
        self.assertEqual(self.verdict(".build/run/ordersim good\nscripts/setup run"), 0)

    def test_a_readme_without_commands_of_the_program_is_a_failure(self):
        self.assertEqual(self.verdict("scripts/setup run"), 1)

    def test_commands_are_read_line_by_line_from_sh_blocks_alone(self):
        text = "```sh\n# first\n$ a \\\n  b\nc\n```\n\n```toml\nd\n```\n"
        self.assertEqual([c.split() for c in check_readme.commands_of(text)], [["a", "b"], ["c"]])


class BenchTable(unittest.TestCase):
    BUDGETS = [{"what": "fast", "benchmark": "a/.*", "measure": "ns_per_item", "at_most": 10},
               {"what": "many", "benchmark": "b", "measure": "items_per_second", "at_least": 5e6}]

    def verdicts(self, **medians):
        entries = {name.replace("_", "/"): entry | {"spread": None}
                   for name, entry in medians.items()}
        return [(row[0], row[4]) for row in bench_table.rows_of(entries, self.BUDGETS)]

    def test_budgets_are_met_missed_or_not_measured(self):
        fast = {"cpu_time": 0.009, "time_unit": "us"}
        slow = {"cpu_time": 11.0, "time_unit": "ns"}
        self.assertEqual(self.verdicts(a_x=fast), [("a/x", "met"), ("many", "not measured")])
        self.assertEqual(self.verdicts(a_x=slow), [("a/x", "MISSED"), ("many", "not measured")])

    def test_rates_are_judged_from_below(self):
        rate = {"cpu_time": 1.0, "time_unit": "ns", "items_per_second": 4e6}
        self.assertEqual(self.verdicts(b=rate), [("fast", "not measured"), ("b", "MISSED")])

    def test_a_program_that_measured_nothing_is_passed_over(self):
        with tempfile.TemporaryDirectory() as folder:
            empty, full = (pathlib.Path(folder) / name for name in ("a.json", "b.json"))
            empty.write_text("")
            full.write_text('{"benchmarks": []}')
            self.assertEqual(bench_table.read_results([empty, full]), [{"benchmarks": []}])

    def test_the_calendar_is_held_against_its_better_rival(self):
        def held(nanoseconds):
            return {"cpu_time": nanoseconds, "time_unit": "ns"}
        lines = bench_table.rivals_of({"hold/calendar/even/pending:1000": held(20.0),
                                       "hold/heap/even/pending:1000": held(60.0),
                                       "hold/tree/even/pending:1000/iterations:9": held(80.0),
                                       "hold/heap/odd/pending:1000": held(50.0)})
        self.assertEqual(len(lines), 1)
        self.assertIn("heap 60, tree 80; the better rival takes 3.0 times as long", lines[0])

    def test_budgets_come_first_and_numbers_in_names_count_as_numbers(self):
        fast = {"cpu_time": 1.0, "time_unit": "ns"}
        rows = self.verdicts(a_10=fast, c_1=fast, a_9=fast, c_0=fast)
        self.assertEqual([name for name, _ in rows], ["a/9", "a/10", "many", "c/0", "c/1"])

    def test_a_benchmark_without_a_budget_is_listed(self):
        plain = {"cpu_time": 3.0, "time_unit": "ns"}
        self.assertIn(("c", ""), self.verdicts(c=plain))


if __name__ == "__main__":
    unittest.main()
