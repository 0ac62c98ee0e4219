"""The package as who installs it meets it: unpacked into a folder, away from the sources.

usage: package_test.py BUILD_DIR
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

BUILD = pathlib.Path()
SOURCE = pathlib.Path(__file__).resolve().parents[2]


def run(*command, **options):
    return subprocess.run(command, check=True, text=True, capture_output=True, timeout=300,
                          stdin=subprocess.DEVNULL, **options).stdout


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls._folder.name)
        run("cpack", "-B", cls.folder / "packages", cwd=BUILD)
        (cls.package,) = (cls.folder / "packages").glob("ordersim_*.deb")
        (cls.library,) = (cls.folder / "packages").glob("libordersim-dev_*.deb")
        for package in (cls.package, cls.library):
            run("dpkg-deb", "-x", package, cls.folder / "root")
        cls.root = cls.folder / "root/usr"

    @classmethod
    def tearDownClass(cls):
        cls._folder.cleanup()

    def test_it_names_the_libraries_that_it_needs(self):
        needed = run("dpkg-deb", "-f", self.package, "Depends")
        for library in ("libc6", "libboost-json1.81.0", "libfmt9"):
            self.assertIn(library, needed)

    def test_the_program_runs_on_the_scenarios_that_came_with_it(self):
        program = self.root / "bin/ordersim"
        library = self.root / "share/ordersim/scenarios"
        (library / "only_here.toml").write_text('question = "?"\nextends = "aliexpress_base"\n')
        told = run(program, "run", "only_here", "--replications", "2", "--set",
                   "arrivals.orders_max=200", "-q", "--json", cwd=self.folder)
        self.assertIn('"scenario": "only_here"', told)

    def test_manual_and_completions_are_where_their_readers_look(self):
        self.assertIn(".SS gate", (self.root / "share/man/man1/ordersim.1").read_text())
        for path, said in (("bash-completion/completions/ordersim", "complete -o filenames"),
                           ("zsh/vendor-completions/_ordersim", "#compdef ordersim"),
                           ("fish/vendor_completions.d/ordersim.fish", "complete -c ordersim")):
            self.assertIn(said, (self.root / "share" / path).read_text())

    def test_a_program_of_somebody_elses_builds_against_the_library(self):
        run("cmake", "-S", SOURCE / "tests/integration/consumer", "-B", self.folder / "consumer",
            "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={self.root}")
        run("cmake", "--build", self.folder / "consumer")
        self.assertEqual(run(self.folder / "consumer/consumer"), "20 regressed 0\n")

    def test_a_program_of_somebody_elses_takes_the_sources_as_a_folder(self):
        run("cmake", "-S", SOURCE / "tests/integration/consumer", "-B", self.folder / "whole",
            "-G", "Ninja", f"-DORDERSIM_DIR_OF_SOURCES={SOURCE}", "-DCMAKE_BUILD_TYPE=Debug")
        run("cmake", "--build", self.folder / "whole", "--target", "consumer")
        self.assertEqual(run(self.folder / "whole/consumer"), "20 regressed 0\n")


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
