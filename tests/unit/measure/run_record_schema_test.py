"""Holds the run record against its JSON schema.

usage: run_record_schema_test.py SCHEMA PROGRAM

PROGRAM prints a record. The record must be valid; each record made from it by breaking one thing
must not be; and the schema must describe every field and allow no other.
"""

import copy
import json
import subprocess
import sys

from jsonschema import Draft202012Validator


def set_at(record, path, value):
    *parents, last = path
    for step in parents:
        record = record[step]
    record[last] = value


def delete_at(record, path):
    *parents, last = path
    for step in parents:
        record = record[step]
    del record[last]


FIRST = ("result", "variants", 0)
ESTIMATE = (*FIRST, "metrics", 0, "estimate")

# What is broken, and the path at which the schema must object.
BREAKS = [
    ("another schema", lambda r: set_at(r, ("schema",), "ordersim.run/2"), ("schema",)),
    ("no host", lambda r: delete_at(r, ("host",)), ()),
    ("an unknown key", lambda r: set_at(r, ("result", "surprise"), 1), ("result",)),
    ("a seed as a number", lambda r: set_at(r, ("result", "seed"), 7), ("result", "seed")),
    ("a level of 1", lambda r: set_at(r, ("result", "level"), 1), ("result", "level")),
    ("an unknown reason to stop", lambda r: set_at(r, ("result", "stopped_by"), "luck"),
     ("result", "stopped_by")),
    ("a hash with capitals", lambda r: set_at(r, ("result", "scenario_hash"), "0123456789ABCDEF"),
     ("result", "scenario_hash")),
    ("orders in halves", lambda r: set_at(r, (*FIRST, "orders"), 0.5), (*FIRST, "orders")),
    ("a metric without unit", lambda r: delete_at(r, (*FIRST, "metrics", 0, "unit")),
     (*FIRST, "metrics", 0)),
    ("an estimate without bounds", lambda r: delete_at(r, (*ESTIMATE, "low")), ESTIMATE),
    ("a bound as a string", lambda r: set_at(r, (*ESTIMATE, "high"), "inf"), (*ESTIMATE, "high")),
    ("negative replications", lambda r: set_at(r, (*ESTIMATE, "replications"), -1),
     (*ESTIMATE, "replications")),
    ("a point nowhere", lambda r: set_at(r, (*FIRST, "curves", 0, "points", 0, "x"), None),
     (*FIRST, "curves", 0, "points", 0, "x")),
    ("an override that is no string", lambda r: set_at(r, (*FIRST, "overrides"), {"a": 1}),
     (*FIRST, "overrides", "a")),
    ("a flow with an extra key", lambda r: set_at(r, (*FIRST, "flows", 0, "rate"), 1),
     (*FIRST, "flows", 0)),
    ("a setting without origin", lambda r: delete_at(r, ("result", "settings", 0, "origin")),
     ("result", "settings", 0)),
    ("local time", lambda r: set_at(r, ("host", "started_at"), "2024-06-07T08:09:10+02:00"),
     ("host", "started_at")),
]


def problems_of_schema(schema):
    """Objects must be closed and complete, every field described at its place or by its type."""
    for name, definition in {"(record)": schema, **schema["$defs"]}.items():
        if "description" not in definition:
            yield f"{name} has no description"
        if definition.get("type") != "object":
            continue
        properties = definition["properties"]
        if definition.get("additionalProperties") is not False:
            yield f"{name} allows unknown keys"
        if sorted(definition["required"]) != sorted(properties):
            yield f"{name} does not require exactly its properties"
        for key, field in properties.items():
            target = schema["$defs"].get(field.get("$ref", "").rpartition("/")[2], {})
            if "description" not in field and target.get("type") != "object":
                yield f"{name}.{key} has no description"


def problems_of_record(validator, record):
    for error in validator.iter_errors(record):
        yield f"{error.json_path}: {error.message}"
    for what, break_it, path in BREAKS:
        broken = copy.deepcopy(record)
        break_it(broken)
        places = {tuple(error.absolute_path) for error in validator.iter_errors(broken)}
        if places != {path}:
            yield f"{what}: expected an error at {path}, found {sorted(map(str, places))}"


def main(schema_path, program):
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    text = subprocess.run([program], check=True, capture_output=True, encoding="utf-8").stdout
    record = json.loads(text)
    problems = [*problems_of_schema(schema),
                *problems_of_record(Draft202012Validator(schema), record)]
    for problem in problems:
        print(problem)
    print(f"{len(BREAKS)} broken records tried, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
