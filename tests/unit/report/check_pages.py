"""Checks the pages that report_dump writes, as a browser and a mail client would see them.

Usage: check_pages.py REPORT_DUMP

Well-formed HTML, every SVG well-formed XML with title and description and nothing outside its
frame, no script but our own, no style attribute, nothing fetched, unique ids, headers with a scope,
data that can be taken away, and a size within the budget.
"""
import base64
import csv
import hashlib
import io
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

SIZE_MAX = 600_000
VOID = {"meta", "br", "hr", "img", "link", "input"}
FETCHING = {"src", "srcset", "data", "poster", "action", "formaction", "background", "xlink:href"}
FORBIDDEN = {"link", "img", "iframe", "object", "embed", "image", "use", "foreignobject",
             "base", "form"}
SVG = "{http://www.w3.org/2000/svg}"


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.faults, self.open, self.ids, self.links = [], [], set(), []
        self.scripts, self.policy, self.tables = [], "", []

    def handle_starttag(self, tag, attributes):
        if tag in FORBIDDEN:
            self.faults.append(f"<{tag}>")
        if tag not in VOID:
            self.open.append(tag)
        names = dict(attributes)
        if tag == "script":
            self.scripts.append((names.get("type"), ""))
        if names.get("http-equiv") == "Content-Security-Policy":
            self.policy = names["content"]
        if tag == "a" and "download" in names:
            self.tables.append(names.pop("href"))
            attributes = names.items()
        if tag == "th" and "scope" not in names:
            self.faults.append("th without scope")
        for name, value in attributes:
            self.attribute(name, value or "")

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def attribute(self, name, value):
        if name in FETCHING or name.startswith("on") or name == "style" or "url(" in value:
            self.faults.append(f"attribute {name}={value}")
        if name == "id":
            if value in self.ids:
                self.faults.append(f"id {value} twice")
            self.ids.add(value)
        if name == "href":
            self.links.append(value)

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            kind, text = self.scripts[-1]
            self.scripts[-1] = (kind, text + data)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def finish(self):
        if self.open:
            self.faults.append(f"left open: {self.open}")
        self.faults += self.script_faults()
        self.faults += [fault for table in self.tables for fault in address_faults(table)]
        self.faults += [f"link to {link}" for link in self.links
                        if not link.startswith("#") or link[1:] not in self.ids]
        return self.faults


    def script_faults(self):
        """One script, which the page's own policy names, and perhaps the record as JSON."""
        running = [text for kind, text in self.scripts if kind is None]
        if len(running) != 1 or len(self.scripts) > 2:
            return [f"{len(self.scripts)} scripts, of which {len(running)} run"]
        name = base64.b64encode(hashlib.sha256(running[0].encode()).digest()).decode()
        faults = [] if f"'sha256-{name}'" in self.policy else ["a script that the policy forbids"]
        if not self.policy.startswith("default-src 'none'; script-src 'sha256-"):
            faults.append(f"policy {self.policy}")
        return faults + [f"a block of {kind}" for kind, text in self.scripts
                         if kind not in (None, "application/json") or "<" in text and kind]


def address_faults(address):
    """Whether the address is a table that holds together."""
    start = "data:text/csv;charset=utf-8,"
    if not address.startswith(start):
        return [f"a download of {address[:40]}"]
    text = urllib.parse.unquote(address[len(start):], errors="strict")
    rows = list(csv.reader(io.StringIO(text)))
    if len(rows) < 2 or any(len(row) != len(rows[0]) for row in rows):
        return [f"a table of {len(rows)} rows that differ in length: {rows[0]}"]
    return []


def numbers(text):
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text)]


def inside(element, width, height):
    """Whether the places that an element names lie in the picture."""
    if element.tag == SVG + "text":
        points = [(float(element.get("x")), float(element.get("y")))]
    elif element.tag == SVG + "line":
        points = [(float(element.get("x" + end)), float(element.get("y" + end))) for end in "12"]
    elif element.tag == SVG + "rect":
        x, y = float(element.get("x")), float(element.get("y"))
        points = [(x, y), (x + float(element.get("width")), y + float(element.get("height")))]
    else:
        flat = numbers(element.get("points") or element.get("d") or "")
        points = list(zip(flat[::2], flat[1::2]))
    return all(-0.5 <= x <= width + 0.5 and -0.5 <= y <= height + 0.5 for x, y in points)


def picture_faults(svg):
    root = ElementTree.fromstring(svg)
    title = root.findtext(SVG + "title")
    faults = [] if title and root.findtext(SVG + "desc") else ["no title or description"]
    _, _, width, height = numbers(root.get("viewBox"))
    faults += [f"outside of '{title}': {element.attrib}" for element in root.iter()
               if not inside(element, width, height)]
    if re.search(r"\b(nan|inf)\b", re.sub(r"<text.*?</text>|<(title|desc)>.*?</\1>", "", svg)):
        faults.append(f"no number in '{title}'")
    return faults


def page_faults(path):
    text = path.read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    page.close()
    faults = page.finish()
    for svg in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        faults += picture_faults(svg)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL).group(1)
    if "url(" in style or "@import" in style:
        faults.append("the style fetches something")
    if 'lang="en"' not in text:
        faults.append("no language")
    if len(text.encode()) > SIZE_MAX:
        faults.append(f"{len(text.encode())} bytes")
    return faults


def table_faults(path):
    with path.open(newline="", encoding="utf-8", errors="replace") as file:
        rows = list(csv.reader(file))
    return [f"row of {len(row)} fields" for row in rows if len(row) != len(rows[0])]


def main():
    failed = checked = 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], folder], check=True)
        for path in sorted(pathlib.Path(folder).iterdir()):
            check = {".html": page_faults, ".csv": table_faults}.get(path.suffix)
            faults = check(path) if check else []
            checked += check is not None
            failed += bool(faults)
            for fault in faults[:10]:
                print(f"{path.name}: {fault}")
    print(f"{checked} files checked, {failed} failed")
    return 1 if failed or checked < 30 else 0


if __name__ == "__main__":
    sys.exit(main())
