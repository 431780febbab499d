"""Writes the records of public sets that were read point by point, in the form of our corpus.

Usage: python3 assets/polarity/readings.py DATA > readings.tsv
DATA holds the sets as gzipped JSON lines. `readings.tsv` beside this file says what was read: set, id
and, for each point, the character of the text (blanks as one) where it begins and its mark, as in
`assets/feedback/GUIDELINES.md`. It holds no text. Only sets whose licence allows it; neither judged
records nor the fifth of each set that polarity is measured on are among them.
"""
import collections
import gzip
import json
import os
import re
import sys


def main():
    wanted = collections.defaultdict(dict)
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "readings.tsv")
    for line in open(here, encoding="utf-8"):
        name, ident, points = line.rstrip("\n").split("\t")
        wanted[name][ident] = [point.split(":") for point in points.split()]
    for name in sorted(wanted):
        with gzip.open("%s/%s.jsonl.gz" % (sys.argv[1], name), "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                points = wanted[name].pop(str(row["id"]), None)
                if points is None:
                    continue
                # Braces would be read as marks.
                text = re.sub(r"\s+", " ", row["text"]).strip().replace("{", "(").replace("}", ")")
                ends = [int(start) for start, _ in points[1:]] + [len(text)]
                marked = "".join("{%s}%s" % (mark, text[int(start):end])
                                 for (start, mark), end in zip(points, ends))
                lang = row.get("lang") or row.get("labels", {}).get("lang") or "en"
                print("%s\t%s\t%s" % (lang, name, marked))
        if wanted[name]:
            sys.exit("%s: %d records are not in the set" % (name, len(wanted[name])))


main()
