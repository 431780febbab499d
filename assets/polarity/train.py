"""Trains the weights of the polarity models: features to en.bin and others.bin.

Usage, from the project's root, DATA being a folder with the sets that README.md lists:
    EARFUL_DATA=DATA EARFUL_FEATURES=/tmp/features.tsv \\
        cargo test --release --lib statements::measure::features -- --ignored
    python3 assets/polarity/train.py /tmp/features.tsv assets/table assets/polarity
Needs numpy, scipy, scikit-learn and tokenizers (made with 2.4.6, 1.17.1, 1.9.1 and 0.23.3). The
program computes the features itself, so training and use cannot disagree; the features file holds
words and stays outside the project. Rows of the fold "test" are only scored.
"""
import os

# One thread: sums of floats in one order, whatever the machine's number of cores.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import collections
import json
import struct
import sys

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from tokenizers import Tokenizer

BITS, DENSE, VERSION = 17, 34, 3
STYLED = range(15, 30)  # the counts that tell how a text is written
BUCKETS = 1 << BITS
# Scales of the blocks of features, which is how strongly each is held back by the penalty C.
WORDS, COUNTS, STYLE, MEANING, C = 3.0, 1.5, 1.0, 6.0, 0.1
NEUTRAL = 0.3  # weight of neutral rows: they pull words that carry no feeling towards 0
POLARITY_SHARE = 0.75  # of the full model; the rest is one without hashed words: it travels better
PROBLEM_SHARE = 0.5
LISTEN_POLARITY, LISTEN_PROBLEM = 0.0, 0.3  # how much a head listens to the other
BIAS = 0.1  # narration is not blame: the training sets have more of it in complaints
QUESTIONS = ("banking77", "clinc150")
# Intents that are troubles; all others of the two sets are questions and orders.
TROUBLES = """balance_not_updated card_arrival card_not_working cash_withdrawal_charge
cash_withdrawal_not card_payment_fee card_payment_not card_payment_wrong card_swallowed
compromised_card contactless_not declined_ direct_debit_payment_not extra_charge failed_
lost_or_stolen pending_ Refund_not report_ reverted_ top_up_failed top_up_reverted
transaction_charged transfer_not unable_to virtual_card_not wrong_ damaged_card lost_luggage
card_declined account_blocked beneficiary_not pin_blocked""".split()


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


class Rows:
    def __init__(self, path):
        sets, folds, langs, truth, kinds, counts = [], [], [], [], [], []
        index, start, meanings = [], [0], []
        self.frequency = collections.Counter()
        # Sorted, so that the order of the sets' rows changes nothing.
        for line in sorted(open(path, encoding="utf-8", newline="\n")):
            name, fold, lang, label, kind, dense, buckets, words, plain = line.rstrip("\n").split("\t")
            sets.append(name)
            folds.append(fold)
            langs.append(lang)
            truth.append(int(label))
            kinds.append(kind)
            counts.append([float(x) for x in dense.split(",")])
            index.extend(int(x) for x in buckets.split())
            start.append(len(index))
            meanings.append([int(x) for x in words.split()])
            if lang == "en" and fold == "train":
                self.frequency.update(plain.split(" "))
        number = np.diff(start)
        values = np.repeat(1 / np.sqrt(np.maximum(number, 1)), number)
        self.sets, self.folds, self.langs = np.array(sets), np.array(folds), np.array(langs)
        self.truth, self.kinds = np.array(truth), np.array(kinds)
        self.counts = np.array(counts)
        self.words = csr_matrix((values, index, start), shape=(len(truth), BUCKETS))
        ends = np.cumsum([0] + [len(m) for m in meanings])
        flat = [x for m in meanings for x in m]
        self.meanings = csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(truth), BUCKETS))
        trouble = np.array([any(k.startswith(t) for t in TROUBLES) for k in kinds])
        self.problem = np.where(
            np.isin(self.sets, QUESTIONS), trouble,
            (self.truth < 0) | ((self.kinds == "Bug") & (self.truth <= 0)))


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
    out, taken = np.zeros((BUCKETS, rows.shape[1])), np.zeros(BUCKETS, bool)
    for word, encoded in zip(words, tokens.encode_batch(words, add_special_tokens=False)):
        bucket = fnv(word.encode()) & (BUCKETS - 1)
        ids = [i for i in encoded.ids if i != unknown]
        if ids and not taken[bucket]:
            taken[bucket] = True
            out[bucket] = rows[ids].sum(0)
    print("words with a meaning", taken.sum(), "of", len(words))
    return out


def balanced(cells, sides):
    """Large sets count by the root of their size; the two sides balance."""
    number = collections.Counter(cells)
    weight = np.array([number[cell] ** -0.5 for cell in cells])
    for side in (True, False):
        weight[sides == side] /= weight[sides == side].sum()
    return weight * len(sides) / 2


def fit(features, sides, weight, c=C):
    model = LogisticRegression(C=c, solver="liblinear", max_iter=500, random_state=0)
    model.fit(features, sides, sample_weight=weight)
    return np.append(model.coef_[0], model.intercept_[0])


def polarity(features, truth, cells):
    """A neutral row stands in twice, half praise and half blame."""
    number = collections.Counter(cells)
    weight = np.array([number[cell] ** -0.5 for cell in cells])
    for side in (1, -1):
        weight[truth == side] /= weight[truth == side].sum()
    weight[truth == 0] *= 2 * NEUTRAL / weight[truth == 0].sum()
    weight *= len(truth) / 2
    sided, neutral = truth != 0, truth == 0
    rows = vstack([features[sided], features[neutral], features[neutral]]).tocsr()
    sides = np.r_[truth[sided], np.ones(neutral.sum()), -np.ones(neutral.sum())] > 0
    return fit(rows, sides, np.r_[weight[sided], weight[neutral] / 2, weight[neutral] / 2])


def problem(features, sides, cells, boost):
    return fit(features, sides, balanced(cells, sides) * boost)


def blend(full, bare, share):
    """A model with hashed words and one without, which travels better, in one vector."""
    return np.r_[share * full[:BUCKETS], share * full[BUCKETS:] + (1 - share) * bare]


class Head:
    """Weights in the units of the features as the program computes them."""

    def __init__(self, weights, dense_scale, table=None, bias=0.0):
        rest = weights[BUCKETS:]
        self.dense = rest[:DENSE] * dense_scale
        self.bias = rest[-1] + bias
        self.words, self.words_scale = eighth(WORDS * weights[:BUCKETS])
        self.meanings, self.meanings_scale = np.zeros(BUCKETS, np.int8), 0.0
        if table is not None:
            self.meanings, self.meanings_scale = eighth(table @ rest[DENSE:-1] * MEANING)

    def logit(self, rows, lengths):
        out = self.bias + rows.counts @ self.dense
        out = out + rows.words @ (self.words.astype(float) * self.words_scale)
        if self.meanings_scale:
            norm = np.sqrt(np.maximum(rows.meanings @ lengths, 1e-9))
            out = out + rows.meanings @ (self.meanings.astype(float) * self.meanings_scale) / norm
        return out


def eighth(values):
    """8 bits: clips the one in 2,000 largest so that the small ones keep their resolution."""
    if not values.any():
        return np.zeros(len(values), np.int8), 0.0
    scale = np.quantile(np.abs(values[values != 0]), 0.9995) / 127
    return np.clip(np.rint(values / scale), -127, 127).astype(np.int8), scale


def write(path, heads, lengths=None, unit=1.0):
    with open(path, "wb") as out:
        out.write(b"EARFLPOL")
        out.write(struct.pack("<IIII", VERSION, BITS, DENSE, lengths is not None))
        for head in heads:
            # Lengths are stored in units, so the root of their sum is in roots of units.
            meanings = head.meanings_scale / np.sqrt(unit)
            out.write(struct.pack("<%df" % (3 + DENSE), head.bias, head.words_scale, meanings, *head.dense))
        for head in heads:
            out.write(head.words.tobytes())
        if lengths is not None:
            for head in heads:
                out.write(head.meanings.tobytes())
            out.write(lengths.tobytes())


def score(rows, heads, lengths, chosen):
    logits = [head.logit(rows, lengths) for head in heads]
    for name in sorted(set(zip(rows.sets[chosen], rows.langs[chosen]))):
        test = (rows.sets == name[0]) & (rows.langs == name[1]) & (rows.folds == "test")
        sided = test & (rows.truth != 0)
        line = "%-12s %s %5d" % (*name, test.sum())
        if sided.any():
            told = np.where(logits[0][sided] >= 0, 1, -1)
            line += " two-way %.3f/%.3f" % (
                accuracy_score(rows.truth[sided], told),
                f1_score(rows.truth[sided], told, average="macro"))
        print(line, "problem F1 %.3f" % f1_score(rows.problem[test], logits[1][test] > 0))


def main():
    rows = Rows(sys.argv[1])
    folder = sys.argv[3]
    scale = np.where(np.isin(np.arange(DENSE), STYLED), STYLE, COUNTS)
    counts = csr_matrix(rows.counts * scale)

    table = vectors(sys.argv[2], rows.frequency)
    squares = (table**2).sum(1)
    unit = squares.max() / 255
    lengths = np.rint(squares / unit).astype(np.uint8)
    lengths[(squares > 0) & (lengths == 0)] = 1
    sums = rows.meanings @ table
    norm = np.sqrt(np.maximum(rows.meanings @ (lengths * unit), 1e-9))
    meaning = csr_matrix(sums / norm[:, None] * MEANING)
    bare = hstack([counts, meaning]).tocsr()
    full = hstack([rows.words * WORDS, bare]).tocsr()

    english = (rows.folds == "train") & (rows.langs == "en")
    cells = np.array(["%s %d %d" % c for c in zip(rows.sets, rows.truth, rows.problem)])
    chosen = english & ~np.isin(rows.sets, QUESTIONS)
    about = [polarity(f[chosen], rows.truth[chosen], cells[chosen]) for f in (full, bare)]
    # Short phrases about products are no messages: without them the head of problems travels.
    chosen = english & (rows.sets != "pros_cons")
    boost = np.where(rows.sets[chosen] == "xlmt", 3.0, 1.0)  # the only tweets
    hurts = [problem(f[chosen], rows.problem[chosen], cells[chosen], boost) for f in (full, bare)]
    about, hurts = blend(*about, POLARITY_SHARE), blend(*hurts, PROBLEM_SHARE)
    # Each head listens to the other: what hurts is seldom praised.
    heads = [
        Head((1 - LISTEN_POLARITY) * about - LISTEN_POLARITY * hurts, scale, table, BIAS),
        Head((1 - LISTEN_PROBLEM) * hurts - LISTEN_PROBLEM * about, scale, table),
    ]
    write(folder + "/en.bin", heads, lengths, unit)
    score(rows, heads, lengths * unit, english)

    others = (rows.folds == "train") & (rows.langs != "en") & (rows.sets == "xlmt")
    full = hstack([rows.words * WORDS, counts]).tocsr()[others]
    lang = np.array(["%s %d" % c for c in zip(rows.langs[others], rows.truth[others])])
    about = polarity(full, rows.truth[others], lang)
    hurts = problem(full, rows.problem[others], lang, 1.0)
    heads = [Head(weights, scale) for weights in (about, hurts)]
    write(folder + "/others.bin", heads)
    score(rows, heads, None, others)


main()
