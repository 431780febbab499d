"""Writes rows of public sets in the form of our corpus, for train_stance.py.

Usage: python3 public_lessons.py DATA JUDGED > public.tsv
DATA holds the sets as gzipped JSON lines, JUDGED the judged records, whose ids are left out, as is
the fifth of each set that polarity is measured on. Short rows only, whose label is of all they say;
neutral rows are left out: what these sets call neutral is not what a remark is.
"""
import gzip
import json
import random
import re
import sys
from collections import Counter

WISH = re.compile(r"\b(should|could|would be|wish|please|need|needs|more|better if|improve)\b", re.I)


def lines(path):
    opened = gzip.open if path.endswith(".gz") else open
    return [json.loads(line) for line in opened(path, "rt", encoding="utf-8") if line.strip()]


def held_out(name):
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return (value >> 32) % 5 == 0


def main():
    data, judged = sys.argv[1], sys.argv[2]
    left_out = {name: {str(row["id"]) for row in lines("%s/%s.jsonl" % (judged, file))}
                for name, file in (("nhs_phase1", "nhs"), ("youtube_app", "youtube"))}
    draw, count = random.Random(7), Counter()

    def rows(name):
        found = [row for row in lines("%s/%s.jsonl.gz" % (data, name))
                 if not held_out(str(row["id"])) and str(row["id"]) not in left_out.get(name, ())]
        draw.shuffle(found)
        return found

    def put(name, row, mark, longest):
        text = re.sub(r"\s+", " ", re.sub(r"[{}\t]", "|", row["text"])).strip()
        if text and len(text.split()) <= longest:
            lang = row.get("lang") or row.get("labels", {}).get("lang") or "en"
            print("%s\t%s\t{%s}%s" % (lang, name, mark, text))
            count[name, mark] += 1

    for row in rows("huliu"):
        felt = [a["strength"] for a in row.get("labels", {}).get("aspects") or [] if a.get("strength")]
        good, bad = any(x > 0 for x in felt), any(x < 0 for x in felt)
        if good != bad:
            put("huliu", row, "p" if good else "c1", 40)
    for row in rows("nhs_phase1"):
        felt = float(row["labels"].get("criticality") or 0)
        if felt:
            put("nhs", row, "p" if felt > 0 else "r" if WISH.search(row["text"]) else "c1", 25)
    for row in rows("youtube_app"):
        if float(row["rating"]) in (1, 5):
            put("youtube", row, "p" if float(row["rating"]) == 5 else "c1", 20)
    for row in rows("maalej"):
        kind, rating = row["labels"].get("kind"), row.get("rating")
        if kind in ("Feature", "Bug"):
            put("maalej", row, "r" if kind == "Feature" else "c2", 40)
        elif rating is not None and float(rating) in (1, 5):
            put("maalej", row, "p" if float(rating) == 5 else "c1", 40)
    for row in rows("xlmt")[:9000]:
        felt = row["labels"]["polarity"]
        if felt != "neutral":
            put("xlmt", row, "p" if felt == "positive" else "c1", 60)
    for row in rows("banking77")[:2500]:
        if row["text"].rstrip().endswith("?"):
            put("banking", row, "q", 30)
    print(sorted(count.items()), file=sys.stderr)


main()
