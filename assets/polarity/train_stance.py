"""Trains the model of stances and the model of borders: features to stance.bin and borders.bin.

Usage, from the project's root, DATA being a folder with the sets that README.md lists and JUDGED one
with the judged records, whose ids are left out:
    python3 assets/polarity/public_lessons.py DATA JUDGED > /tmp/public.tsv
    python3 assets/polarity/readings.py DATA > /tmp/readings.tsv
    EARFUL_LESSONS="$(ls assets/feedback/*.tsv | tr '\\n' ' ') /tmp/public.tsv /tmp/readings.tsv" \\
        EARFUL_FEATURES=/tmp/lessons.tsv \\
        cargo test --release --lib statements::lessons::features -- --ignored
    python3 assets/polarity/train_stance.py /tmp/lessons.tsv assets/table assets/polarity
Needs numpy, scipy, scikit-learn and tokenizers. The program computes the features itself, so
training and use cannot disagree. Pairs of a file (a writer) and a field whose hash says so are the
test part: they are only scored.
"""
import os

# One thread: sums of floats in one order, whatever the machine's number of cores.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import collections
import json
import struct
import sys

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer

WORD_BITS, MEANING_BITS, PLACE_BITS = 17, 16, 12
WORDS, MEANINGS = 1 << WORD_BITS, 1 << MEANING_BITS
HINTS, LANES = 70, 7
KINDS, PLAIN, FELT = 12, 46, 34
# Scales of the blocks, which is how strongly each is held back by the penalty C.
MEANING, HINT, C, ROUNDS = 1.0, 0.5, 0.5, 50
# The same for "blocked or costly" and for "grave": level, scale of the hints, C, weights of our own texts.
# The texts we wrote are far more often grave, and graver, than what people write: of the grave they
# teach little. What happened is told in few ways, so the hints are louder than in the stances.
SEVERITIES = ((2, 2.0, 0.3, 0.5, 2.0), (3, 1.5, 1.0, 0.05, 0.5))
# Weights of a row: of a public set with its one label, of a record read point by point, of a text of
# our own in English (of which real records are at hand) and in other languages. README.md has the
# figures of the mixtures that were tried.
PUBLIC, READ, OWN_ENGLISH, OWN = 0.1, 2.0, 0.5, 2.0
PLACE_C = 0.3
# Added to the logits of complaint and request: a pain that is missed costs more than a remark that
# is heard as one. And to that of "grave".
WANTS_BIAS, GRAVE_BIAS = (0.4, 0.2), 1.0
# Added to the weight of "an enumeration goes on with a conjunction", number 44 of a place inside.
LISTED = (44, 1.0)
SENTENCE_BIAS, CLAUSE_BIAS = 9.0, 1.5
MARKS = {"c1": (0, 1), "c2": (0, 2), "c3": (0, 3), "r": (1, 0), "r1": (1, 1), "p": (2, 0),
         "q": (3, 0), "m": (4, 0), "g": (-1, 0)}


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def meaning_bucket(word):
    value = fnv(word.encode())
    return (value ^ (value >> 29) ^ (value >> 47)) & (MEANINGS - 1)


def is_test(source, field):
    """One in eight pairs of writer and field, none of a public set or of the records read."""
    return source not in ("public", "readings") and (fnv(("%s %s" % (source, field)).encode()) >> 32) % 8 == 0


def whole(text):
    return np.array(text.split(), dtype=np.int64) if text else np.zeros(0, np.int64)


def rows_of(lists, width):
    """A matrix with the counts of each list's numbers."""
    ends = np.cumsum([0] + [len(one) for one in lists])
    flat = np.concatenate(lists) if lists else np.zeros(0, np.int64)
    matrix = csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(lists), width))
    matrix.sum_duplicates()
    return matrix


class Lessons:
    def __init__(self, path):
        texts, heard, self.spoken, self.segment_text = [], ([], [], []), [], []
        places, points, base = [], [], 0
        for line in open(path, encoding="utf-8", newline="\n"):
            cells = line.rstrip("\n").split("\t")
            if cells[0] == "R":
                base = len(self.spoken)
                texts.append((cells[1], int(cells[2]), cells[3], cells[4]))
            elif cells[0] == "S":
                for kind in range(3):
                    heard[kind].append(whole(cells[1 + kind]))
                self.spoken.append(cells[4])
                self.segment_text.append(len(texts) - 1)
            elif cells[0] == "B":
                around = [base + int(x) for x in cells[3].split()]
                places.append((len(texts) - 1, int(cells[1]), int(cells[2]), around,
                               [float(x) for x in cells[4].split()], whole(cells[5])))
            elif cells[0] == "P":
                stance, severity = MARKS[cells[1]]
                points.append((len(texts) - 1, stance, severity, base + int(cells[2]),
                               base + int(cells[3]), [float(x) for x in cells[5].split()]))
        self.texts = texts
        self.source = np.array([text[0] for text in texts])
        self.field = np.array([text[2] for text in texts])
        self.test = np.array([is_test(text[0], text[2]) for text in texts])
        self.half = np.array([(fnv(("%s %d" % text[:2]).encode()) >> 20) & 1 for text in texts])
        self.heard = [rows_of(heard[0], WORDS), rows_of(heard[1], WORDS), rows_of(heard[2], MEANINGS)]
        self.point_text = np.array([p[0] for p in points])
        self.stance = np.array([p[1] for p in points])
        self.severity = np.array([p[2] for p in points])
        self.first = np.array([p[3] for p in points])
        self.last = np.array([max(p[3], p[4]) for p in points])
        self.hints = np.array([p[5] for p in points])
        self.place_text = np.array([p[0] for p in places])
        self.border = np.array([p[1] for p in places])
        self.inside = np.array([p[2] for p in places])
        self.around = np.array([p[3] for p in places])
        self.plain = np.array([p[4] for p in places])
        self.place_words = rows_of([p[5] for p in places], 1 << PLACE_BITS)


def vectors(table, frequency):
    """A vector for each bucket: that of the commonest word that falls into it."""
    raw = open(table + "/model.safetensors", "rb").read()
    length = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8 : 8 + length])

    def tensor(name, kind):
        start, end = header[name]["data_offsets"]
        return np.frombuffer(raw[8 + length + start : 8 + length + end], kind).reshape(
            header[name]["shape"])

    rows = tensor("embeddings", np.int8).astype(float) * tensor("weights", np.float32)[:, None]
    tokens = Tokenizer.from_file(table + "/tokenizer.json")
    tokens.no_truncation()
    tokens.no_padding()
    unknown = tokens.token_to_id("[UNK]")
    vocabulary = sorted(tokens.get_vocab().items(), key=lambda item: item[1])
    common = [word for word, _ in vocabulary if word.isalpha() and len(word) > 1]
    seen = sorted((w for w, n in frequency.items() if n > 1), key=lambda w: (-frequency[w], w))
    words = list(dict.fromkeys(seen + common))
    out, taken = np.zeros((MEANINGS, rows.shape[1])), np.zeros(MEANINGS, bool)
    for word, encoded in zip(words, tokens.encode_batch(words, add_special_tokens=False)):
        bucket = meaning_bucket(word)
        ids = [i for i in encoded.ids if i != unknown]
        if ids and not taken[bucket]:
            taken[bucket] = True
            out[bucket] = rows[ids].sum(0)
    return out


class Space:
    """What words mean, and the blocks of features of stretches of segments."""

    def __init__(self, lessons, table):
        self.lessons = lessons
        frequency = collections.Counter()
        for words, text in zip(lessons.spoken, lessons.segment_text):
            if not lessons.test[text] and not lessons.source[text].startswith("gold"):
                frequency.update(words.split())
        self.vectors = vectors(table, frequency)
        squares = (self.vectors**2).sum(1)
        self.unit = squares.max() / 255
        self.lengths = np.rint(squares / self.unit)
        self.lengths[(squares > 0) & (self.lengths == 0)] = 1

    def blocks(self, first, last):
        """Words and letters, each side scaled by the root of its number, and the meaning."""
        count = last - first
        ends = np.cumsum(np.concatenate([[0], count]))
        flat = np.concatenate([np.arange(a, b) for a, b in zip(first, last)] + [np.zeros(0, int)])
        pick = csr_matrix((np.ones(len(flat)), flat.astype(int), ends),
                          shape=(len(first), self.lessons.heard[0].shape[0]))
        words, letters, meanings = (pick @ heard for heard in self.lessons.heard)
        scaled = sum(diags(1 / np.sqrt(np.maximum(np.asarray(m.sum(1)).ravel(), 1))) @ m
                     for m in (words, letters))
        norm = np.sqrt(np.maximum(meanings @ (self.lengths * self.unit), 1e-9))
        return scaled.tocsr(), (meanings @ self.vectors) / norm[:, None] * MEANING


class Stances:
    """The seven lanes in the units of the features as the program computes them."""

    def __init__(self, space, words, meaning, rows, rounds=ROUNDS):
        lessons = space.lessons
        source = lessons.source[lessons.point_text]
        public = source == "public"
        english = np.array([text[3] == "en" for text in lessons.texts])[lessons.point_text]
        own = np.where(english, OWN_ENGLISH, OWN)
        weight = np.where(public, PUBLIC, np.where(source == "readings", READ, own))
        features = hstack([words, csr_matrix(meaning), csr_matrix(lessons.hints * HINT)]).tocsr()
        model = LogisticRegression(C=C, max_iter=rounds)
        model.fit(features[rows], lessons.stance[rows], sample_weight=weight[rows])
        scale = np.concatenate([np.ones(WORDS), np.full(meaning.shape[1], MEANING), np.full(HINTS, HINT)])
        weights, bias = [model.coef_ * scale], list(model.intercept_)
        bias[:2] = [one + more for one, more in zip(bias, WANTS_BIAS)]
        chosen = rows[(lessons.stance[rows] == 0) & ~public[rows]]
        for level, hint, penalty, own_english, own in SEVERITIES:
            weight = np.where(source == "readings", READ, np.where(english, own_english, own))
            features = hstack([words, csr_matrix(meaning), csr_matrix(lessons.hints * hint)]).tocsr()
            scale[-HINTS:] = hint
            model = LogisticRegression(C=penalty, max_iter=rounds)
            model.fit(features[chosen], lessons.severity[chosen] >= level,
                      sample_weight=weight[chosen])
            weights.append(model.coef_ * scale)
            bias.append(model.intercept_[0] + (GRAVE_BIAS if level == 3 else 0.0))
        self.weights, self.bias = np.vstack(weights), np.array(bias)
        self.width = meaning.shape[1]

    def bare(self, words, meaning):
        out = words @ self.weights[:, :WORDS].T
        return out + (meaning / MEANING) @ self.weights[:, WORDS : WORDS + self.width].T + self.bias

    def logits(self, words, meaning, hints):
        return self.bare(words, meaning) + hints @ self.weights[:, WORDS + self.width :].T


def shares(logits):
    raised = np.exp(logits[:, :5] - logits[:, :5].max(1, keepdims=True))
    return raised / raised.sum(1, keepdims=True)


def felt(stances, space, places):
    """The numbers of places from the stances of both sides, as `borders::felt` has them."""
    left, before, at, after, right = space.lessons.around[places].T
    sides = [shares(stances.bare(*space.blocks(a, b)))
             for a, b in ((before, at), (at, after), (left, at), (at, right))]
    out = np.zeros((len(places), FELT))
    for nth, side in enumerate(sides):
        out[:, 5 * nth : 5 * nth + 5] = side
    for nth, (a, b) in enumerate(((sides[0], sides[1]), (sides[2], sides[3]))):
        out[:, 20 + 5 * nth : 25 + 5 * nth] = np.abs(a - b)
        out[:, 30 + 2 * nth] = (a * b).sum(1)
        turn = (a[:, 2] - b[:, 2]) * (b[:, 0] + b[:, 1] - a[:, 0] - a[:, 1])
        out[:, 31 + 2 * nth] = np.maximum(turn, 0)
    return out


def eighth(values):
    """8 bits: clips the one in 2,000 largest so that the small ones keep their resolution."""
    if not values.any():
        return np.zeros(len(values), np.int8), 0.0
    scale = np.quantile(np.abs(values[values != 0]), 0.9995) / 127
    return np.clip(np.rint(values / scale), -127, 127).astype(np.int8), scale


def write_stances(path, stances, space):
    words, meanings = np.zeros((WORDS, 8), np.int8), np.zeros((MEANINGS, 8), np.int8)
    floats = []
    for lane in range(LANES):
        words[:, lane], word_scale = eighth(stances.weights[lane, :WORDS])
        direction = stances.weights[lane, WORDS : WORDS + stances.width]
        meanings[:, lane], meaning_scale = eighth(space.vectors @ direction)
        # Lengths are stored in units, so the root of their sum is in roots of units.
        floats.append(np.concatenate([
            [stances.bias[lane], word_scale, meaning_scale / np.sqrt(space.unit)],
            stances.weights[lane, WORDS + stances.width :]]))
    meanings[:, 7] = space.lengths.astype(np.uint8).view(np.int8)
    with open(path, "wb") as out:
        out.write(b"EARFLSTA" + struct.pack("<IIII", 1, LANES, HINTS, WORD_BITS))
        out.write(np.array(floats, "<f4").tobytes())
        out.write(words.tobytes() + meanings.tobytes())


class Borders:
    def __init__(self, lessons, numbers, rows):
        self.groups = []
        for inside in (0, 1):
            chosen = rows[lessons.inside[rows] == inside]
            features = hstack([lessons.place_words, csr_matrix(lessons.plain), csr_matrix(numbers)]).tocsr()
            model = LogisticRegression(C=PLACE_C, max_iter=200)
            model.fit(features[chosen], lessons.border[chosen])
            bias = model.intercept_[0] + (CLAUSE_BIAS if inside else SENTENCE_BIAS)
            weights = model.coef_[0].copy()
            if inside:
                weights[(1 << PLACE_BITS) + LISTED[0]] += LISTED[1]
            self.groups.append((bias, weights))

    def logits(self, lessons, numbers):
        features = hstack([lessons.place_words, csr_matrix(lessons.plain), csr_matrix(numbers)]).tocsr()
        both = [bias + features @ weights for bias, weights in self.groups]
        return np.where(lessons.inside == 1, both[1], both[0])

    def write(self, path):
        floats, tables = [], []
        for bias, weights in self.groups:
            table, scale = eighth(weights[: 1 << PLACE_BITS])
            tables.append(table)
            floats.append(np.concatenate([[bias, scale], weights[1 << PLACE_BITS :]]))
        with open(path, "wb") as out:
            out.write(b"EARFLBOR" + struct.pack("<III", 1, PLAIN + FELT, PLACE_BITS))
            out.write(np.array(floats, "<f4").tobytes())
            out.write(b"".join(table.tobytes() for table in tables))


def train(path, table):
    lessons = Lessons(path)
    space = Space(lessons, table)
    words, meaning = space.blocks(lessons.first, lessons.last)
    marked = (lessons.stance >= 0) & (lessons.last > lessons.first)
    ours = ~np.char.startswith(lessons.source, "gold")[lessons.point_text]
    taught = marked & ours & ~lessons.test[lessons.point_text]
    stances = Stances(space, words, meaning, np.where(taught)[0])
    # Places are judged by a model that has not seen their text: one of the other half.
    numbers = np.zeros((len(lessons.border), FELT))
    for half in (0, 1):
        other = taught & (lessons.half[lessons.point_text] != half)
        strange = Stances(space, words, meaning, np.where(other)[0], 30)
        places = np.where(lessons.half[lessons.place_text] == half)[0]
        numbers[places] = felt(strange, space, places)
    own = ~np.char.startswith(lessons.source, "gold") & (lessons.source != "public") & ~lessons.test
    borders = Borders(lessons, numbers, np.where(own[lessons.place_text])[0])
    return lessons, space, words, meaning, stances, borders, numbers


def score(lessons, words, meaning, stances, borders, numbers):
    chosen = lessons.test[lessons.point_text] & (lessons.stance >= 0) & (lessons.last > lessons.first)
    told = stances.logits(words[chosen], meaning[chosen], lessons.hints[chosen])[:, :5].argmax(1)
    truth = lessons.stance[chosen]
    print("test part: points %d, stance accuracy %.3f" % (chosen.sum(), (told == truth).mean()))
    for nth, name in enumerate(("complaint", "request", "praise", "question", "remark")):
        both = ((told == nth) & (truth == nth)).sum()
        print("  F1 %-9s %.3f" % (name, 2 * both / max(1, (told == nth).sum() + (truth == nth).sum())))
    places = lessons.test[lessons.place_text]
    cut = borders.logits(lessons, numbers)[places] > 0
    truth = lessons.border[places] == 1
    print("  borders: precision %.3f, recall %.3f" % (
        (cut & truth).sum() / max(1, cut.sum()), (cut & truth).sum() / max(1, truth.sum())))


def main():
    lessons, space, words, meaning, stances, borders, numbers = train(sys.argv[1], sys.argv[2])
    write_stances(sys.argv[3] + "/stance.bin", stances, space)
    borders.write(sys.argv[3] + "/borders.bin")
    score(lessons, words, meaning, stances, borders, numbers)


if __name__ == "__main__":
    main()
