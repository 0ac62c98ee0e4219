"""Every kind of record, rendered again in every format.

usage: report_cli_test.py ORDERSIM ROOT
"""
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

SMALL = ["--set", "arrivals.orders_max=400", "--set", "run.warm_up=0", "--set",
         "run.replications=3"]
KNOBS = ["--knob", "policy.grace_window=0..12h", "--knob", "policy.on_silence=approve,reject"]
# What makes a record of the kind, and what its files begin with.
KINDS = {
    "run": (["run", "silence_flip", *SMALL], "silence_flip"),
    "sweep": (["sweep", "aliexpress_base", *SMALL, "--vary", "policy.grace_window=0,1h,4h"],
              "aliexpress_base.sweep"),
    "compare": (["compare", "silence_flip", *SMALL], "silence_flip.compare"),
    "tune": (["tune", "aliexpress_base", *SMALL, *KNOBS, "--minimize", "M12", "--budget", "60"],
             "aliexpress_base.tune"),
    "sensitivity": (["sensitivity", "aliexpress_base", *SMALL, *KNOBS, "--method", "morris",
                     "--rows", "3"], "aliexpress_base.sensitivity"),
    "calibrate": (["calibrate", "orders.csv"], "orders.calibrate"),
}


def orders_file(path):
    """Four hundred orders with plausible delays, which follow a rule and no chance."""
    start = datetime.datetime(2024, 3, 4)
    lines = ["order_id,created_at,paid_at,shipped_at,delivered_at"]
    for i in range(400):
        created = start + datetime.timedelta(hours=3 * i)
        paid = created + datetime.timedelta(minutes=5 + i * 7 % 90)
        shipped = paid + datetime.timedelta(hours=6 + i * 13 % 97)
        delivered = shipped + datetime.timedelta(hours=40 + i * 31 % 211)
        lines.append(",".join([f"o{i}", *(one.strftime("%Y-%m-%d %H:%M:%S") for one in
                                          (created, paid, shipped, delivered))]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


class Reports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        orders_file(cls.folder / "orders.csv")
        for kind, (arguments, _) in KINDS.items():
            done = cls.run_in(*arguments, "--out", kind, "-q")
            assert done.returncode in (0, 4), f"{kind}: {done.stdout}{done.stderr}"

    @classmethod
    def run_in(cls, *arguments):
        arguments = [cls.root / "scenarios" / f"{one}.toml" if one in ("silence_flip",
                     "aliexpress_base") else one for one in arguments]
        return subprocess.run([cls.ordersim, *arguments], cwd=cls.folder, capture_output=True,
                              text=True, check=False)

    def each_kind(self, check):
        for kind, (_, stem) in KINDS.items():
            with self.subTest(kind=kind):
                check(kind, self.folder / kind / stem)

    def render(self, stem, *arguments):
        done = self.run_in("report", f"{stem}.json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_the_page_is_the_same_but_for_the_command_that_makes_it(self):
        def check(kind, stem):
            first = pathlib.Path(f"{stem}.html").read_text(encoding="utf-8")
            again = self.render(stem, "--format", "html")
            for part in ("<h1>", "</header>", "data-kind=", f" · {kind} ·"):
                self.assertIn(part, first)
            begin, end = ('id="repeat"', "</section>")
            self.assertEqual(first.split(begin)[0], again.split(begin)[0])
            self.assertIn(f"ordersim {kind} ", first.split(begin)[1].split(end)[0])
            self.assertLess(len(first.encode()), 600_000)
        self.each_kind(check)

    def test_markdown_has_tables_and_fits_into_a_comment(self):
        def check(_, stem):
            text = self.render(stem, "--format", "markdown")
            self.assertTrue(text.startswith("# "))
            self.assertIn("\n| --- |", text)
            self.assertLess(len(text.encode()), 60_000)
            if stem.name == "silence_flip":
                self.assertEqual(text.count("```mermaid"), 2)
        self.each_kind(check)

    def test_files_of_a_record_come_again_byte_for_byte(self):
        def check(kind, stem):
            text = self.render(stem, "--out", f"{kind}-again")
            self.assertIn(f"open {kind}-again/{stem.name}.html", text)
            written = sorted((self.folder / f"{kind}-again").iterdir())
            self.assertGreaterEqual(len(written), 2)
            for path in written:
                if path.suffix != ".html":
                    self.assertEqual(path.read_bytes(),
                                     (self.folder / kind / path.name).read_bytes(), path.name)
        self.each_kind(check)

    def test_the_page_carries_its_record(self):
        def check(_, stem):
            page = pathlib.Path(f"{stem}.html").read_text(encoding="utf-8")
            record = page.split('id="record"')
            if len(record) > 1:
                text = record[1].split(">", 1)[1].split("</script>")[0]
                self.assertEqual(json.loads(text), json.loads(
                    pathlib.Path(f"{stem}.json").read_text(encoding="utf-8")))
        self.each_kind(check)

    def test_what_is_no_record_is_told(self):
        path = self.folder / "other.json"
        for text, said in (('{"schema": "ordersim.other/1"}', "ordersim.other/1"),
                           ("{}", "schema"), ("nonsense", "other.json")):
            path.write_text(text, encoding="utf-8")
            done = self.run_in("report", path)
            self.assertEqual(done.returncode, 2)
            self.assertIn(said, done.stderr)
        self.assertEqual(self.run_in("report", path, "--format", "pdf").returncode, 2)


def main(ordersim, root):
    Reports.ordersim, Reports.root = pathlib.Path(ordersim).resolve(), pathlib.Path(root).resolve()
    unittest.main(argv=[__file__])


if __name__ == "__main__":
    main(*sys.argv[1:])
