"""Event logs in all formats, held to the published standards.

usage: event_log_test.py ORDERSIM ROOT

XES by the schema of IEEE 1849-2016: which elements stand where, which attributes they need, of
which type their values are; and by its text: no key twice, keys of classifiers are global. OCEL 2.0
by its JSON schema, written down below, and by what no schema says: each reference leads somewhere,
each attribute is declared. All formats must tell the same events.
"""
import collections
import csv
import datetime
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

import jsonschema

XES = "{http://www.xes-standard.org/}"
# The types of values by element, as XML Schema spells them.
VALUES = {
    "string": r"[\s\S]*",
    "date": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?",
    "int": r"[+-]?\d{1,19}",
    "float": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|INF|-INF|NaN",
    "boolean": r"true|false|0|1",
    "id": r"[\s\S]*",
}
NAME = r"[A-Za-z_:][-.A-Za-z0-9_:]*"
NC_NAME = r"[A-Za-z_][-.A-Za-z0-9_]*"
TOKEN = r"(\S+( \S+)*)?"
# Which attributes the elements of a log have: pattern and whether they must be there.
LOG_PARTS = {
    "extension": {"name": (NC_NAME, True), "prefix": (NC_NAME, True), "uri": (r"\S+", True)},
    "global": {"scope": (NC_NAME, False)},
    "classifier": {"name": (NC_NAME, True), "scope": (NC_NAME, False), "keys": (TOKEN, True)},
    "log": {"xes.version": (r"[+-]?\d+(\.\d+)?", True), "xes.features": (TOKEN, False)},
    "trace": {},
    "event": {},
}

TEXT = {"type": "string"}
TIME = {"type": "string", "format": "date-time", "pattern": VALUES["date"]}


def listing(**properties):
    optional = properties.pop("optional", ())
    return {"type": "array", "items": {
        "type": "object", "properties": properties, "additionalProperties": False,
        "required": [name for name in properties if name not in optional]}}


RELATIONS = listing(objectId=TEXT, qualifier=TEXT)
TYPES = listing(name=TEXT, attributes=listing(
    name=TEXT, type={"enum": ["string", "time", "integer", "float", "boolean"]}))
OCEL = {
    "type": "object",
    "properties": {
        "objectTypes": TYPES,
        "eventTypes": TYPES,
        "events": listing(id=TEXT, type=TEXT, time=TIME, attributes=listing(name=TEXT, value=TEXT),
                          relationships=RELATIONS),
        "objects": listing(id=TEXT, type=TEXT,
                           attributes=listing(name=TEXT, value=TEXT, time=TIME),
                           relationships=RELATIONS),
    },
    "additionalProperties": False,
    "required": ["objectTypes", "eventTypes", "events", "objects"],
}
# Few orders, in which much happens.
SETTINGS = ("arrivals.orders_max=600", "run.warm_up=0", "policy.on_silence=reject",
            "buyers.intent.share=0.4", "buyers.complaints.escalation_share=1")
# Object types and the least number of each that the scenario must show.
SEEN = {"order": 100, "buyer": 100, "seller": 2, "shipment": 50, "cancel_request": 3, "refund": 3,
        "dispute": 3, "support_case": 1}

Event = collections.namedtuple("Event", "case activity time resource role seq state cause amount")


class EventLogs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.logs = {}
        for name in ("log.csv", "log.xes", "log.jsonocel"):
            done = cls.run_traced(name)
            assert done.returncode == 0, done.stderr
            cls.logs[name] = (cls.folder / name).read_text(encoding="utf-8")
        cls.log = ElementTree.fromstring(cls.logs["log.xes"])
        cls.ocel = json.loads(cls.logs["log.jsonocel"])

    @classmethod
    def run_traced(cls, name, *more):
        scenario = cls.root / "scenarios" / "dispute_heavy.toml"
        overrides = [part for text in SETTINGS for part in ("--set", text)]
        return subprocess.run(
            [cls.ordersim, "run", scenario, "--replications", "1", *overrides, "--trace",
             cls.folder / name, "-q", *more],
            capture_output=True, text=True, check=False)

    def rows(self):
        rows = csv.DictReader(self.logs["log.csv"].splitlines())
        return collections.Counter(Event(
            row["case:concept:name"], row["concept:name"], row["time:timestamp"],
            row["org:resource"], row["org:role"], row["seq"], row["order_state"], row["cause"],
            row["amount_minor"]) for row in rows)

    def check_attributes(self, element):
        """Keys and values of an element's own attributes, and no key twice."""
        keys = []
        for child in element:
            kind = child.tag.removeprefix(XES)
            if kind in VALUES:
                self.assertRegex(child.get("key"), f"^{NAME}$")
                self.assertRegex(child.get("value"), f"^({VALUES[kind]})$")
                self.assertEqual(set(child.attrib), {"key", "value"})
                keys.append(child.get("key"))
        self.assertEqual(len(keys), len(set(keys)), keys)
        return set(keys)

    def check_part(self, element):
        kind = element.tag.removeprefix(XES)
        for name, (pattern, is_needed) in LOG_PARTS[kind].items():
            self.assertTrue(name in element.attrib or not is_needed, f"{kind} without {name}")
            if name in element.attrib:
                self.assertRegex(element.get(name), f"^({pattern})$")
        self.assertLessEqual(set(element.attrib), set(LOG_PARTS[kind]))

    def test_xes_keeps_the_order_of_its_schema(self):
        log = self.log
        self.check_part(log)
        order = ["extension", "global", "classifier", "attribute", "trace"]
        places = []
        for child in log:
            kind = child.tag.removeprefix(XES)
            places.append(order.index("attribute" if kind in VALUES else kind))
            if kind in LOG_PARTS:
                self.check_part(child)
        self.assertEqual(places, sorted(places))
        self.check_attributes(log)
        for trace in log.iter(XES + "trace"):
            kinds = [child.tag.removeprefix(XES) == "event" for child in trace]
            self.assertEqual(kinds, sorted(kinds), "an attribute after an event")

    def test_xes_attributes_have_their_types_and_what_is_global_is_everywhere(self):
        log = self.log
        scopes = {part.get("scope"): self.check_attributes(part)
                  for part in log.iter(XES + "global")}
        for trace in log.iter(XES + "trace"):
            self.assertLessEqual(scopes["trace"], self.check_attributes(trace))
            for event in trace.iter(XES + "event"):
                self.assertLessEqual(scopes["event"], self.check_attributes(event))
        for classifier in log.iter(XES + "classifier"):
            self.assertLessEqual(set(classifier.get("keys").split()), scopes["event"])
        prefixes = {part.get("prefix") for part in log.iter(XES + "extension")}
        used = {key.split(":")[0] for keys in scopes.values() for key in keys if ":" in key}
        self.assertLessEqual(used, prefixes)

    def test_xes_tells_the_events_of_the_csv_case_by_case(self):
        events = collections.Counter()
        cases = []
        for trace in self.log.iter(XES + "trace"):
            case = {child.get("key"): child.get("value") for child in trace}
            cases.append(case["concept:name"])
            seqs = []
            for event in trace.iter(XES + "event"):
                own = {child.get("key"): child.get("value") for child in event}
                seqs.append(int(own["seq"]))
                events[Event(case["concept:name"], own["concept:name"], own["time:timestamp"],
                             own["org:resource"], own["org:role"], own["seq"],
                             own["order_state"], own["cause"], own.get("amount_minor", ""))] += 1
            self.assertEqual(seqs, sorted(set(seqs)))
        self.assertEqual(len(cases), len(set(cases)))
        self.assertEqual(events, self.rows())

    def test_ocel_keeps_its_schema(self):
        jsonschema.validate(self.ocel, OCEL)
        for stamp in {event["time"] for event in self.ocel["events"]}:
            datetime.datetime.fromisoformat(stamp)

    def test_ocel_references_lead_somewhere_and_attributes_are_declared(self):
        log = self.ocel
        objects = {one["id"]: one["type"] for one in log["objects"]}
        self.assertEqual(len(objects), len(log["objects"]), "an object twice")
        self.assertEqual(len({one["id"] for one in log["events"]}), len(log["events"]))
        for group, types in (("events", "eventTypes"), ("objects", "objectTypes")):
            declared = {one["name"]: {a["name"]: a["type"] for a in one["attributes"]}
                        for one in log[types]}
            for one in log[group]:
                for relation in one["relationships"]:
                    self.assertIn(relation["objectId"], objects)
                for attribute in one["attributes"]:
                    kind = declared[one["type"]][attribute["name"]]
                    if kind == "integer":
                        self.assertRegex(attribute["value"], r"^-?\d+$")

    def test_ocel_has_every_kind_of_object_and_each_is_part_of_an_event(self):
        log = self.ocel
        count = collections.Counter(one["type"] for one in log["objects"])
        for kind, least in SEEN.items():
            self.assertGreaterEqual(count[kind], least, kind)
        self.assertLessEqual(set(count), set(SEEN))
        related = {relation["objectId"] for event in log["events"]
                   for relation in event["relationships"]}
        self.assertEqual({one["id"] for one in log["objects"]} - related, set())

    def test_ocel_tells_the_events_of_the_csv(self):
        events = collections.Counter()
        for event in self.ocel["events"]:
            own = {attribute["name"]: attribute["value"] for attribute in event["attributes"]}
            order = [relation["objectId"] for relation in event["relationships"]
                     if relation["qualifier"] == "order"]
            self.assertEqual(len(order), 1)
            events[Event(order[0], event["type"], event["time"], own["resource"], own["role"],
                         own["seq"], own["order_state"], own["cause"],
                         own.get("amount_minor", ""))] += 1
        self.assertEqual(events, self.rows())

    def test_a_request_ends_in_one_state_and_a_refund_has_its_amount(self):
        ends = collections.Counter()
        for one in self.ocel["objects"]:
            states = [a["value"] for a in one["attributes"] if a["name"] == "state"]
            if one["type"] == "cancel_request":
                ends[states[-1]] += 1
            if one["type"] == "refund" and "refund_succeeded" in states:
                self.assertTrue(any(a["name"] == "amount_minor" for a in one["attributes"]))
        approved = re.findall(r",approve_cancel,", self.logs["log.csv"])
        self.assertEqual(ends["approved"] > 0, bool(approved))
        self.assertEqual(ends["requested"] + ends["negotiating"], 0)

    def test_the_format_can_be_named_apart_from_the_file(self):
        done = self.run_traced("trace", "--trace-format", "xes")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.folder / "trace").read_text(encoding="utf-8"),
                         self.logs["log.xes"])

    def test_no_file_but_a_log_is_replaced_and_nothing_is_left_beside(self):
        path = self.folder / "notes.xes"
        path.write_text("<notes/>", encoding="utf-8")
        done = self.run_traced("notes.xes")
        self.assertEqual(done.returncode, 1)
        self.assertIn("is no event log", done.stderr)
        self.assertEqual(path.read_text(encoding="utf-8"), "<notes/>")
        again = self.run_traced("log.xes")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual([one.name for one in self.folder.iterdir() if one.name.startswith(".")],
                         [])


def main(ordersim, root):
    EventLogs.ordersim, EventLogs.root = ordersim, pathlib.Path(root)
    unittest.main(argv=[__file__])


if __name__ == "__main__":
    main(*sys.argv[1:])
