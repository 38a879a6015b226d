"""Compares what a dashboard sent (the server's log, with log_min_duration_statement = 0) with a file of statements.

sent.py LOG FILE: a statement of one of them alone is an error, and shown.  In FILE each statement follows a line "-- name" and ends with a semicolon.
"""
import re
import sys


def plain(statement):
    return " ".join(statement.split()).rstrip("; ")


log = open(sys.argv[1], encoding="utf-8").read()
entries = re.split(r"(?m)^\d{4}-\d\d-\d\d [\d:.]+ \S+ \[\d+\] ", log)
said = [re.match(r"(?s)LOG:  duration: [\d.]+ ms  statement: (.*)", entry) for entry in entries]
sent = {plain(found.group(1)) for found in said if found}
sent = {s for s in sent if s.startswith("SELECT") and re.search(r"\bmlops_2021", s) and "LIMIT" in s}
known = {plain(re.sub(r"(?m)^--.*$", "", s)) for s in open(sys.argv[2], encoding="utf-8").read().split(";\n")} - {""}
for statement in sorted(sent - known):
    print("sent, not in the file: " + statement)
for statement in sorted(known - sent):
    print("in the file, not sent: " + statement)
assert sent == known, "the file is not what is sent"
print("%d statements" % len(sent))
