"""Trains the weights of the polarity model: features (hashes and counts, no text) to weights.bin.

Usage, from the project's root, DATA being a folder with the sets that README.md lists:
    EARFUL_DATA=DATA EARFUL_FEATURES=/tmp/features.tsv \\
        cargo test --release --lib statements::measure::features -- --ignored
    python3 assets/polarity/train.py /tmp/features.tsv assets/polarity/weights.bin
Needs numpy, scipy and scikit-learn (made with 1.9.1). The program computes the features itself, so
training and use cannot disagree. Rows of the fold "test" are only scored.
"""
import collections
import struct
import sys

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score

BITS, DENSE, VERSION = 17, 15, 1
HASHED, COUNTS, C = 3.0, 1.5, 0.1  # scales of the two blocks of features; inverse of the L2 penalty
NEUTRAL = 0.3  # weight of neutral rows: they pull words that carry no feeling towards 0
SHARE = 0.6  # of the full model; the rest is a model of the counts alone, which travels better
BIAS = 0.1  # narration is not blame: the training sets have more of it in complaints


def read(path):
    sets, folds, truth, counts, index, start = [], [], [], [], [], [0]
    for line in open(path):
        name, fold, label, dense, buckets = line.rstrip("\n").split("\t")
        sets.append(name)
        folds.append(fold)
        truth.append(int(label))
        counts.append([float(x) for x in dense.split(",")])
        index.extend(int(x) for x in buckets.split())
        start.append(len(index))
    rows = np.diff(start)
    values = np.repeat(1 / np.sqrt(np.maximum(rows, 1)), rows)
    hashed = csr_matrix((values, index, start), shape=(len(truth), 1 << BITS))
    return np.array(sets), np.array(folds), np.array(truth), np.array(counts), hashed


def row_weights(sets, truth):
    """Large sets count by the root of their size; praise and blame balance."""
    cells = collections.Counter(zip(sets, truth))
    weight = np.array([cells[cell] ** -0.5 for cell in zip(sets, truth)])
    for side in (1, -1):
        weight[truth == side] /= weight[truth == side].sum()
    weight[truth == 0] *= 2 * NEUTRAL / weight[truth == 0].sum()
    return weight * len(truth) / 2


def fit(features, truth, weight):
    """A neutral row stands in twice, half praise and half blame."""
    sided, neutral = truth != 0, truth == 0
    rows = vstack([features[sided], features[neutral], features[neutral]]).tocsr()
    sides = np.r_[truth[sided], np.ones(neutral.sum()), -np.ones(neutral.sum())]
    weights = np.r_[weight[sided], weight[neutral] / 2, weight[neutral] / 2]
    model = LogisticRegression(C=C, solver="liblinear", max_iter=500, random_state=0)
    model.fit(rows, sides, sample_weight=weights)
    return model.coef_[0], model.intercept_[0]


def main():
    sets, folds, truth, counts, hashed = read(sys.argv[1])
    train = folds == "train"
    weight = row_weights(sets[train], truth[train])
    block = csr_matrix(counts * COUNTS)
    both = hstack([hashed * HASHED, block]).tocsr()
    full, full_bias = fit(both[train], truth[train], weight)
    alone, alone_bias = fit(block[train], truth[train], weight)
    words = SHARE * HASHED * full[: 1 << BITS]
    dense = COUNTS * (SHARE * full[1 << BITS :] + (1 - SHARE) * alone)
    bias = SHARE * full_bias + (1 - SHARE) * alone_bias + BIAS
    # 8 bits: clip the one in 20,000 largest so that the small ones keep their resolution.
    top = np.quantile(np.abs(words[words != 0]), 0.9995)
    scale = top / 127
    bytes_ = np.clip(np.rint(words / scale), -127, 127).astype(np.int8)
    with open(sys.argv[2], "wb") as out:
        out.write(b"EARFLPOL" + struct.pack("<III", VERSION, BITS, DENSE))
        out.write(struct.pack("<%df" % (2 + DENSE), bias, scale, *dense))
        out.write(bytes_.tobytes())
    logit = hashed @ (bytes_.astype(float) * scale) + counts @ dense + bias
    for name in sorted(set(sets)):
        rows = (sets == name) & (folds == "test") & (truth != 0)
        told = np.where(logit[rows] >= 0, 1, -1)
        print("%-12s held out %5d accuracy %.3f macro-F1 %.3f" % (
            name, rows.sum(), accuracy_score(truth[rows], told),
            f1_score(truth[rows], told, average="macro")))
    print("bias", bias, "counts", dense.round(2), "scale", scale, "used", (bytes_ != 0).sum())


main()
