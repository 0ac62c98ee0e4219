"""The HTML reports as a reader sees them, in headless Chromium.

usage: pages_test.py REPORT_DUMP FOLDER [KIND...]

REPORT_DUMP writes the sample pages. One of each kind is opened wide and narrow, light and dark, and
with scripts off; the pictures go to FOLDER.
"""
import json
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from browser import Browser  # noqa: E402

WIDTHS = (1440, 360)
SMALLEST_TEXT = 9  # pixels, of charts on a phone

# Draws all charts, in view or not, and lets the browser lay them out.
DRAW = """new Promise(done => {
  const draw = () => {
    if (!document.documentElement.classList.contains('scripted')) return setTimeout(draw, 5);
    dispatchEvent(new Event('beforeprint'));
    requestAnimationFrame(() => requestAnimationFrame(done));
  };
  draw();
})"""

# Charts that the script should draw and their marks. Axes, grids and rules are no marks.
CHARTS = """[...document.querySelectorAll('figure[data-kind]')]
    .filter(figure => figure.checkVisibility() && figure.dataset.kind !== 'still').map(figure => {
  const shapes = [...figure.querySelectorAll('.live [aria-label=line] path, ' +
      '.live [aria-label=area] path, .live [aria-label=bar] rect, .live [aria-label=dot] *, ' +
      '.live [aria-label=cell] rect, .live .ribbon')];
  const extent = shape => { const box = shape.getBBox(); return box.width + box.height; };
  return { title: figure.querySelector('b').textContent,
    marks: shapes.filter(shape => extent(shape) > 0).length,
    broken: figure.querySelector('.live')?.innerHTML.includes('NaN') ?? true };
})"""

# Still charts in view, and the shapes in them.
STILLS = """[...document.querySelectorAll('figure .picture > svg')]
    .filter(svg => svg.checkVisibility() && svg.getBoundingClientRect().height > 40)
    .map(svg => svg.querySelectorAll('path, rect, circle, polyline, polygon').length)"""

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

# The smallest text of any live chart, in pixels on the screen.
TEXT = """Math.min(99, ...[...document.querySelectorAll('.live svg text')]
    .filter(text => text.textContent && text.checkVisibility())
    .map(text => parseFloat(getComputedStyle(text).fontSize)))"""

# Rows of each table that can be taken away, read from its address alone.
TAKEN = """[...document.querySelectorAll('a[download]')].map(link =>
    decodeURIComponent(link.href.split(',').slice(1).join(',')).trim().split('\\n').length)"""

# Of the first chart of curves: reads a value by the arrow keys, which leaves by Escape.
BY_KEYS = """(() => {
  const svg = document.querySelector('[data-kind=lines] .live svg.plot');
  svg.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
  const told = document.querySelector('.tip:not([hidden])')?.textContent.includes('%');
  dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
  return `${told} ${document.querySelector('.tip').hidden}`;
})()"""

# Lines before, after a click on a name of the legend, and after another.
BY_LEGEND = """(() => {
  const figure = document.querySelector('[data-kind=lines]');
  const count = () => figure.querySelectorAll('.live [aria-label=line] path').length;
  const counts = [count()];
  for (let i = 0; i < 2; i += 1) {
    figure.querySelector('.legend button').click();
    counts.push(count());
  }
  return counts.join(' ');
})()"""

# Whether dragging over a stretch changes the ticks, and the button gives all back.
BY_DRAG = """(() => {
  const figure = document.querySelector('[data-kind=lines]');
  const ticks = () => figure.querySelector('.live [aria-label="x-axis tick label"]').textContent;
  const before = ticks();
  const svg = figure.querySelector('.live svg.plot');
  const box = svg.getBoundingClientRect();
  const event = (name, share) => svg.dispatchEvent(new PointerEvent(name, { bubbles: true,
    pointerType: 'mouse', button: 0, clientX: box.left + box.width * share,
    clientY: box.top + box.height / 2 }));
  event('pointerdown', 0.3);
  event('pointermove', 0.5);
  event('pointerup', 0.6);
  const zoomed = ticks() !== before;
  [...figure.querySelectorAll('.tools button')].find(one => one.textContent === 'Show all').click();
  return `${zoomed} ${ticks() === before}`;
})()"""

ALIKE = ("two", "long")  # no pictures: they look like another
KINDS = ("one", "two", "eight", "long", "sweep", "sweep_plane", "compare", "gate", "tune", "morris",
         "sobol", "calibrate", "load")

class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([cls.dump, str(cls.folder)], check=True)
        cls.pages = [cls.folder / f"{kind}.html" for kind in cls.kinds or KINDS]
        cls.browser = cls.enterClassContext(Browser())

    @classmethod
    def enterClassContext(cls, context):  # Python 3.11 brings it, 3.9 does not
        entered = context.__enter__()
        cls.addClassCleanup(context.__exit__, None, None, None)
        return entered

    def each_view(self, check, scripts=True):
        """check(path, page, name) for every page, wide and narrow, light and dark."""
        for path in self.pages:
            for width in WIDTHS:
                with self.subTest(page=path.stem, width=width), self.browser.page() as page:
                    page.look(width, scripts=scripts)
                    page.open(path.as_uri())
                    for look in ("light", "dark"):
                        page.look(width, dark=look == "dark", scripts=scripts)
                        check(path, page, f"{path.stem}-{width}-{look}")

    def each_page(self, check, scripts=True):
        for path in self.pages:
            with self.subTest(page=path.stem), self.browser.page() as page:
                page.look(1440, scripts=scripts)
                page.open(path.as_uri())
                check(page)

    def test_every_chart_has_marks_the_console_is_silent_and_nothing_is_fetched(self):
        def check(path, page, name):
            page.value(DRAW)
            charts = page.value(CHARTS)
            for chart in charts:
                self.assertGreater(chart["marks"], 0, chart["title"])
                self.assertFalse(chart["broken"], chart["title"])
            self.assertGreater(len(charts), 1)
            self.assertEqual(page.complaints(), [])
            self.assertEqual(page.fetched()[1:], [])
            self.assertLessEqual(page.value(OVERFLOW), 0, "the page scrolls sideways")
            self.assertGreaterEqual(page.value(TEXT), SMALLEST_TEXT)
            if path.stem not in ALIKE:
                self.assertGreater(len(page.picture(self.folder / f"{name}.png")), 10_000)
        self.each_view(check)

    def test_with_scripts_off_tables_and_still_charts_stand(self):
        def check(path, page, name):
            self.assertEqual(page.value("document.querySelectorAll('.live').length"), 0)
            stills = page.value(STILLS)
            self.assertGreater(len(stills), 1)
            self.assertGreater(min(stills), 0)
            self.assertGreaterEqual(page.value("document.querySelectorAll('table').length"), 2)
            self.assertEqual(page.complaints(), [])
            self.assertLessEqual(page.value(OVERFLOW), 0, "the page scrolls sideways")
            if path.stem not in ALIKE:
                page.picture(self.folder / f"{name}-still.png")
        self.each_view(check, scripts=False)

    def test_every_chart_offers_its_data_without_scripts(self):
        def check(page):
            rows = page.value(TAKEN)
            self.assertEqual(len(rows), page.value("document.querySelectorAll('figure').length"))
            self.assertTrue(all(count > 1 for count in rows), rows)
        self.each_page(check, scripts=False)

    def test_the_record_in_the_page_is_json(self):
        def check(page):
            text = page.value("document.getElementById('record')?.textContent")
            if text is not None:
                self.assertIn("schema", json.loads(text))
        self.each_page(check)

    def test_a_chart_tells_its_values_hides_a_series_and_enlarges_a_stretch(self):
        """On the page of a run: as a reader does it, by keys and pointer."""
        if "two" not in [path.stem for path in self.pages]:
            self.skipTest("not among the pages named")
        with self.browser.page() as page:
            page.look(1440)
            page.open((self.folder / "two.html").as_uri())
            page.value(DRAW)
            page.value("scrollTo(0, 0)")
            self.assertEqual(page.value(BY_KEYS), "true true")
            self.assertEqual(page.value(BY_LEGEND), "2 1 2")
            self.assertEqual(page.value(BY_DRAG), "true true")
            self.assertEqual(page.complaints(), [])


def main(dump, folder, *kinds):
    Pages.dump, Pages.folder, Pages.kinds = dump, pathlib.Path(folder).resolve(), kinds
    unittest.main(argv=[__file__], verbosity=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
