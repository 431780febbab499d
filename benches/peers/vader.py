"""VADER on the sets `cargo bench --bench quality -- polarity` reads: the same rows, the same figures.

Usage: vader.py FOLDER [SET ...]    FOLDER holds SET.jsonl.gz with `text` and what is labelled

Two-way: rows with a side; a compound score of 0 taken as praise, then as blame. Three-way: VADER's
own thresholds, positive from 0.05 and negative to -0.05. Problem: negative against the rest, a
score below 0. Sets that earful's weights were trained on: only the fifth that was held out.
"""

import gzip
import json
import pathlib
import sys

import numpy as np
from scipy.stats import spearmanr
from sklearn.metrics import accuracy_score, f1_score
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

HELD_OUT = ["pros_cons", "huliu", "nhs_phase1", "youtube_app", "maalej", "cfpb", "xlmt"]
UNSEEN = ["airline_tweets", "amazon_2007", "uber_app", "zomato", "germeval_dev", "zh_reviews"]
RATED = ["uber_app", "zomato", "youtube_app", "maalej", "amazon_2007"]


def held_out(identity):
    """One in five by the hash (FNV-1a, 64 bits) of the id."""
    value = 0xCBF29CE484222325
    for byte in identity.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return (value >> 32) % 5 == 0


def truth(name, record):
    """-1, 0, 1, or None for a row that says both or nothing."""
    labels = record.get("labels", {})
    if name == "nhs_phase1":
        level = labels.get("criticality")
        return None if level is None else (level > 0) - (level < 0)
    if name == "huliu":
        strengths = [a["strength"] for a in labels.get("aspects") or [] if "strength" in a]
        good, bad = any(s > 0 for s in strengths), any(s < 0 for s in strengths)
        return None if good and bad else good - bad
    if name in RATED:
        stars = record.get("rating")
        return None if stars is None else (stars >= 4) - (stars <= 2)
    side = labels.get("polarity")
    return None if side is None else {"negative": -1, "positive": 1}.get(side, 0)


def load(folder, name):
    """By language: texts (title first), truth, criticality."""
    languages = {}
    with gzip.open(folder / (name + ".jsonl.gz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            side = truth(name, record)
            if side is None or (name in HELD_OUT and not held_out(record["id"])):
                continue
            labels = record.get("labels", {})
            lang = record.get("lang") or labels.get("lang") or "und"
            text = (record["title"] + "\n" if record.get("title") else "") + record["text"]
            languages.setdefault(lang, []).append((text, side, labels.get("criticality")))
    return sorted(languages.items())


def figures(rows, judge):
    """One line of the table."""
    score = np.array([judge.polarity_scores(text)["compound"] for text, _, _ in rows])
    side = np.array([side for _, side, _ in rows])
    cells = []
    sided = side != 0
    sides = sorted(set(side[sided]))
    for told in (np.where(score[sided] >= 0, 1, -1), np.where(score[sided] > 0, 1, -1)):
        macro = f1_score(side[sided], told, average="macro", labels=sides, zero_division=0)
        cells.append("%.3f/%.3f" % (accuracy_score(side[sided], told), macro))
    if (side == 0).any():
        told = (score >= 0.05).astype(int) - (score <= -0.05).astype(int)
        macro = f1_score(side, told, average="macro")
        largest = max((side == one).mean() for one in (-1, 0, 1))
        cells.append("%.3f/%.3f" % (accuracy_score(side, told), macro))
        cells.append("%.3f" % largest)
        cells.append("%.3f" % f1_score(side < 0, score < 0))
    else:
        cells += ["", "", ""]
    critical = np.array([np.nan if level is None else level for _, _, level in rows], float)
    if not np.isnan(critical).any():
        bad = critical < 0
        cells.append("%.3f, %.3f" % tuple(
            spearmanr(-score[some], -critical[some]).statistic for some in (critical == critical, bad)))
    else:
        cells.append("")
    return cells


def main(folder, names):
    judge = SentimentIntensityAnalyzer()
    print("| set | lang | rows | two-way, 0 is praise | 0 is blame | three-way | largest class "
          "| problem F1 | score and criticality |")
    print("|---|---|--:|---|---|---|---|---|---|")
    for name in names or HELD_OUT + UNSEEN:
        if not (folder / (name + ".jsonl.gz")).exists():
            print("| %s | not there |" % name)
            continue
        for lang, rows in load(folder, name):
            cells = figures(rows, judge)
            print("| %s | %s | %d | %s |" % (name, lang, len(rows), " | ".join(cells)), flush=True)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2:])
