"""Writes the texts that the static table is taught with, one a line: see README.md beside this file.

    python texts.py FOLDER_OF_SETS WORDNET_FOLDER PACKAGE_DESCRIPTIONS > texts.txt

FOLDER_OF_SETS holds the `*.jsonl.gz` sets named in SETS (the six that themes are measured on are
not among them); WORDNET_FOLDER the four `data.*` files of WordNet 3.0; PACKAGE_DESCRIPTIONS what
`apt-cache dumpavail` prints. The same input gives the same lines.
"""

import gzip
import json
import random
import re
import sys

# Set, and at most how many of its sentences; none is one of the six that themes are measured on.
SETS = {
    "amazon_2007": 90_000, "arminer": 70_000, "zomato": 40_000, "pros_cons": 20_000,
    "uber_app": 15_000, "youtube_app": 12_000, "huliu": 8_194, "maalej": 8_000,
}
GLOSSES, DESCRIPTIONS, FRAMES, SPANS, PASSAGES = 45_000, 35_000, 60_000, 30_000, 12_000

# What people wrap a subject in when they ask, ask for, or complain: {n} a thing, {m} another one,
# {v} what is done to it, {a} a quality.
ASKING = """
how do i {v} {n}|how can i {v} my {n}|how to {v} {n} in {m}|how do you {v} {n} with {m}|what is the {n} of {m}
what is {n}|what does {n} mean|why is my {n} not working|why can't i {v} my {n}|why was my {n} {a}
where is my {n}|where can i find {n}|when will my {n} arrive|when does {n} start|can you {v} the {n}
can you tell me the {n} of {m}|could you please {v} my {n}|please {v} the {n}|{v} my {n}|{v} {n} and {m}
i need to {v} my {n}|i want to {v} a {n}|i would like to know about {n}|i'd like to {v} the {n} please
is there a way to {v} {n}|is it possible to {v} {n} from {m}|do i need a {n} for {m}|do you have {n}
tell me about {n}|show me {n}|give me the {n}|find {n} near {m}|set {n} to {m}|add {n} to my {m}
remove {n} from {m}|turn off the {n}|turn on {n}|play {n}|open {n}|is {n} {a}|are there any {n} in {m}
what's my {n}|how much is {n}|how many {n} are in {m}|how long does {n} take|how old is {n}|who is {n}
which {n} should i {v}|what {n} do you support|my {n} is {a}|my {n} has been {a} since {m}|the {n} is not {a}
the {n} does not {v}|the {n} won't {v}|i lost my {n}|i have a problem with my {n}|help me with {n}
{n} not {a}|{n} {m} error|{n} vs {m}|{a} {n} in {m}|best {n} for {m}|using {n} in {m}|convert {n} to {m}
difference between {n} and {m}|{v} {n} using {m}|problem with {n} when using {m}|{n} doesn't {v} in {m}
i was charged twice for {n}|i never received the {n}|they {v} my {n} without telling me|wish the {n} had {m}
need more {n}|more {n} and less {m}|better {n}|no {n} at all|not enough {n}|the {n} should be {a}
staff were {a} about {n}|waited for hours for the {n}|thank you for the {n}|love the {n} but the {m} is {a}
""".replace("\n", "|").strip("|").split("|")


def tidy(text):
    text = re.sub(r"https?://\S+|www\.\S+|@\w+", " ", text).replace("&amp;", "&").replace("#", " ")
    return re.sub(r"\s+", " ", text).strip()


def sentences(text):
    return [s for s in re.split(r"(?<=[.!?])\s+|\n+", text) if 2 <= len(s.split()) <= 45]


def glosses(folder):
    for part in ("noun", "verb", "adj", "adv"):
        for line in open(f"{folder}/data.{part}", encoding="utf8"):
            if line.startswith("  "):
                continue
            word = line.split()[4].replace("_", " ")
            gloss = line.split("|", 1)[1].strip()
            meaning = gloss.split('"')[0].strip("; ")
            if "(" not in word and len(meaning.split()) > 1:
                yield part, word, f"{word}: {meaning}"
            for example in re.findall(r'"([^"]{12,160})"', gloss):
                yield part, word, example


def main(folder, wordnet, descriptions):
    draw = random.Random(7)
    lines, reviews, passages = [], [], []
    for name, most in SETS.items():
        own = []
        for line in gzip.open(f"{folder}/{name}.jsonl.gz", "rt", encoding="utf8"):
            record = json.loads(line)
            if record.get("lang", "en") != "en":
                continue
            text = tidy(". ".join(p for p in (record.get("title"), record.get("text")) if p))
            own += sentences(text)
            if len(text.split()) > 60:
                passages.append(" ".join(text.split()[:110]))
        draw.shuffle(own)
        reviews += own[:most]
    lines += reviews
    known, meanings = {"noun": set(), "verb": set(), "adj": set()}, []
    for part, word, text in glosses(wordnet):
        meanings.append(text)
        if part in known:
            known[part].add(word)
    draw.shuffle(meanings)
    lines += meanings[:GLOSSES]
    told = sorted({line[13:].strip() for line in open(descriptions, encoding="utf8", errors="replace")
                   if line.startswith("Description: ")})
    draw.shuffle(told)
    lines += [text for text in told if len(text.split()) > 2][:DESCRIPTIONS]
    # Things people write about: words of the reviews and descriptions that WordNet knows.
    counts = {}
    for text in reviews + told:
        words = re.findall(r"[a-z]+", text.lower())
        for one in words:
            counts[one] = counts.get(one, 0) + 1
        for one, two in zip(words, words[1:]):
            counts[f"{one} {two}"] = counts.get(f"{one} {two}", 0) + 1
    frequent = sorted(word for word, count in counts.items() if count >= 12 and len(word) > 2)
    things = [word for word in frequent if word in known["noun"]]
    doings = [w for w in frequent if w in known["verb"] and counts[w] >= 60]
    kinds = [w for w in frequent if w in known["adj"] and counts[w] >= 40]
    for _ in range(FRAMES):
        frame = draw.choice(ASKING)
        lines.append(frame.format(n=draw.choice(things), m=draw.choice(things),
                                  v=draw.choice(doings), a=draw.choice(kinds)))
    for text in draw.sample(reviews, SPANS):
        words = text.split()
        size = draw.randint(2, 7)
        start = draw.randrange(max(1, len(words) - size))
        lines.append(" ".join(words[start:start + size]))
    draw.shuffle(passages)
    lines += passages[:PASSAGES]
    seen = set()
    for text in lines:
        text = tidy(text)
        if len(text) > 3 and text.lower() not in seen:
            seen.add(text.lower())
            print(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
