#!/usr/bin/env python3
"""Compares an imported incident event log with its file, without any code of Vigie.

    check_incident_log.py FILE.csv DATA [--zone Europe/Paris]

FILE.csv is the log that was given to `vigie import incident-log`. DATA is the SQLite file, the folder that holds it
(vigie.db), or the address of a PostgreSQL database (postgres://…), which is read by `psql`. The dates of the file name
no zone: --zone is the one that the import was told, or the desk's.

Each incident of the file is worked out again from its lines and compared with its ticket: state, opening, resolution
and closure, hand-overs, reopenings, number of updates, who made them and when, and whether the last line says that the
SLA was met. A table tells how many agree; the exit code is 0 when all do.
"""

import argparse
import csv
import datetime
import json
import pathlib
import sqlite3
import subprocess
import sys
import zoneinfo

STATES = ["new", "qualified", "assigned", "in_progress", "pending", "resolved", "closed", "cancelled"]
PENDING = {1: "user", 2: "provider", 3: "change", 4: "other"}
FIXED = {
    "New": "new", "Resolved": "resolved", "Closed": "closed", "Awaiting User Info": "pending user",
    "Awaiting Vendor": "pending provider", "Awaiting Problem": "pending change", "Awaiting Evidence": "pending other",
}
CHECKS = [
    "state", "opened", "resolved", "closed", "reassignments", "reopenings", "updates", "first update", "last update",
    "authors", "made_sla",
]

TICKETS = """SELECT t.source_id, t.state, t.pending_on, t.created_at, t.resolved_at, t.closed_at, t.reassignment_count,
    t.reopen_count, t.source_facts FROM tickets t WHERE t.source = 'incident-log' ORDER BY t.id"""
ENTRIES = """SELECT t.source_id, j.entry_no, j.at, j.actor FROM journal j JOIN tickets t ON t.id = j.stream_id
    WHERE j.stream = 'ticket' AND j.channel = 'import' AND t.source = 'incident-log' ORDER BY j.stream_id, j.entry_no"""


def known(text):
    text = text.strip()
    return None if text in ("", "?") else text


def micros(text, zone):
    """d/m/yyyy HH:MM on the zone's clock, in microseconds since 1970 UTC."""
    if text is None:
        return None
    form = "%d/%m/%Y %H:%M:%S" if text.count(":") == 2 else "%d/%m/%Y %H:%M"
    local = datetime.datetime.strptime(text, form).replace(tzinfo=zone)
    return int(local.timestamp()) * 1_000_000


def expected(path, zone):
    """Each incident of the file by its number."""
    lines = {}
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        reader.fieldnames = [name.strip().lower() for name in reader.fieldnames]
        for place, row in enumerate(reader):
            number = " ".join(row["number"].split())
            at = micros(known(row["sys_updated_at"]), zone)
            lines.setdefault(number, []).append((at, int(known(row["sys_mod_count"]) or 0), place, row))
    incidents = {}
    for number, rows in lines.items():
        rows.sort(key=lambda line: line[:3])
        state = "new"
        for *_, row in rows:
            word = row["incident_state"].strip()
            if word == "Active":
                state = "in_progress" if known(row["assigned_to"]) else "qualified"
            else:
                state = FIXED.get(word, state)
        last = rows[-1][3]
        incidents[number] = {
            "state": state,
            "opened": micros(known(rows[0][3]["opened_at"]), zone),
            "resolved": micros(known(last["resolved_at"]), zone),
            "closed": micros(known(last["closed_at"]), zone),
            "reassignments": int(known(last["reassignment_count"]) or 0),
            "reopenings": int(known(last["reopen_count"]) or 0),
            "updates": len(rows),
            "first update": rows[0][0],
            "last update": rows[-1][0],
            "authors": [" ".join((known(row["sys_updated_by"]) or "incident-log").split()) for *_, row in rows],
            "made_sla": known(last["made_sla"]),
        }
    return incidents


def from_postgres(address, query):
    copy = f"COPY ({' '.join(query.split())}) TO STDOUT WITH (FORMAT csv, NULL '\\N')"
    psql = subprocess.Popen(["psql", "-X", "-q", address, "-c", copy], stdout=subprocess.PIPE, text=True)
    for row in csv.reader(psql.stdout):
        yield [None if cell == "\\N" else cell for cell in row]
    if psql.wait() != 0:
        sys.exit("psql failed")


def from_sqlite(path, query):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        yield from database.execute(query)


def found(data):
    """Each imported ticket by its number in the source."""
    if data.startswith(("postgres://", "postgresql://")):
        rows = lambda query: from_postgres(data, query)
    else:
        path = pathlib.Path(data)
        path = path / "vigie.db" if path.is_dir() else path
        if not path.is_file():
            sys.exit(f"there is no database {path}")
        rows = lambda query: from_sqlite(path, query)
    number = lambda cell: None if cell is None else int(cell)
    tickets = {}
    for source_id, state, on, opened, resolved, closed, reassigned, reopened, facts in rows(TICKETS):
        name = STATES[int(state)]
        tickets[source_id] = {
            "state": f"{name} {PENDING[int(on)]}" if name == "pending" else name,
            "opened": number(opened),
            "resolved": number(resolved),
            "closed": number(closed),
            "reassignments": number(reassigned),
            "reopenings": number(reopened),
            "updates": 0,
            "first update": None,
            "last update": None,
            "authors": [],
            "made_sla": json.loads(facts).get("made_sla"),
        }
    for source_id, _, at, actor in rows(ENTRIES):
        ticket = tickets[source_id]
        ticket["updates"] += 1
        ticket["first update"] = number(at) if ticket["first update"] is None else ticket["first update"]
        ticket["last update"] = number(at)
        ticket["authors"].append(actor)
    return tickets


def main():
    parser = argparse.ArgumentParser(description="Compares an imported incident event log with its file.")
    parser.add_argument("file")
    parser.add_argument("data")
    parser.add_argument("--zone", default="Europe/Paris")
    asked = parser.parse_args()
    wanted = expected(asked.file, zoneinfo.ZoneInfo(asked.zone))
    there = found(asked.data)
    missing = [number for number in wanted if number not in there]
    others = len([number for number in there if number not in wanted])
    print(f"{len(wanted)} incidents in the file, {sum(i['updates'] for i in wanted.values())} updates")
    print(f"{len(there)} imported tickets, {sum(t['updates'] for t in there.values())} updates")
    print(f"{len(missing)} missing{': ' + ', '.join(missing[:5]) if missing else ''}; {others} of other files")
    print(f"\n{'compared':<16}{'agree':>8}{'differ':>8}  first difference")
    differ = 0
    for check in CHECKS:
        wrong = [n for n in wanted if n in there and wanted[n][check] != there[n][check]]
        first = f"{wrong[0]}: {wanted[wrong[0]][check]} in the file, {there[wrong[0]][check]} here" if wrong else ""
        print(f"{check:<16}{len(wanted) - len(missing) - len(wrong):>8}{len(wrong):>8}  {first[:150]}")
        differ += len(wrong)
    resolved = [i for i in wanted.values() if i["resolved"] and i["opened"]]
    if resolved:
        mean = sum(i["resolved"] - i["opened"] for i in resolved) / len(resolved) / 3_600e6
        print(f"\nmean time to resolve, by the file: {mean:.1f} h over {len(resolved)} incidents")
    met = sum(1 for i in wanted.values() if i["made_sla"] == "true")
    print(f"SLA met on the last line: {met} of {len(wanted)}")
    sys.exit(1 if missing or differ else 0)


if __name__ == "__main__":
    main()
