"""How good a table's vectors are at each size: the table of sizes in README.md beside this file.

    pip install numpy scikit-learn igraph tokenizers safetensors
    python measure.py SETS [FOLDER_OF_A_TABLE ...]

SETS is a folder with the labelled sets as gzipped JSON lines (`text`, `labels.theme`). Without
other folders the table beside this file is measured, cut to seven sizes; with them, each as it is,
centred on the mean of the set. Printed: the share of the ten nearest texts that have the same class,
and ARI, AMI and B-cubed F1 of igraph's Leiden (modularity, resolution 3, the union of ten nearest
by their cosine, seed 0), averaged over the sets.
"""

import gzip
import json
import os
import random
import sys

import igraph
import numpy as np
from safetensors.numpy import load_file
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score
from tokenizers import Tokenizer

NAMES = ["banking77", "clinc150", "hwu64", "stackoverflow", "airline", "nhs"]
NEAREST, RESOLUTION = 10, 3.0
FEWER = 20_000


def load(folder, name):
    texts, labels = [], []
    with gzip.open(os.path.join(folder, f"{name}.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if "theme" in record["labels"]:
                texts.append(record["text"])
                labels.append(record["labels"]["theme"])
    return texts, np.unique(labels, return_inverse=True)[1]


class Table:
    def __init__(self, folder):
        arrays = load_file(os.path.join(folder, "model.safetensors"))
        rows = arrays["embeddings"].astype(np.float32)
        self.rows = rows * arrays["weights"].reshape(-1, 1) if "weights" in arrays else rows
        self.tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        self.unknown = self.tokenizer.token_to_id("[UNK]")

    def of_first(self, count):
        """The tokenizer with the first pieces only: what it then lacks is told in smaller ones."""
        told = json.loads(self.tokenizer.to_str())
        vocabulary = told["model"]["vocab"]
        told["model"]["vocab"] = {piece: at for piece, at in vocabulary.items() if at < count}
        self.tokenizer = Tokenizer.from_str(json.dumps(told))

    def pieces(self, texts):
        encoded = self.tokenizer.encode_batch(texts, add_special_tokens=False)
        return [[piece for piece in one.ids if piece != self.unknown] for one in encoded]


def vectors(rows, pieces):
    sums = np.array([rows[ids].sum(0) if ids else np.zeros(rows.shape[1]) for ids in pieces])
    sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    sums -= sums.mean(0)
    return sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)


def nearest(of):
    lists, near = [], []
    for start in range(0, len(of), 1000):
        cosines = of[start:start + 1000] @ of.T
        cosines[np.arange(len(cosines)), np.arange(start, start + len(cosines))] = -2
        best = np.argpartition(-cosines, NEAREST, axis=1)[:, :NEAREST]
        lists.append(best)
        near.append(np.take_along_axis(cosines, best, 1))
    return np.vstack(lists), np.vstack(near)


def b_cubed(labels, groups):
    table = np.zeros((labels.max() + 1, groups.max() + 1))
    np.add.at(table, (labels, groups), 1)
    squares = (table ** 2)
    precision = (squares / np.maximum(table.sum(0), 1)).sum() / len(labels)
    recall = (squares / np.maximum(table.sum(1, keepdims=True), 1)).sum() / len(labels)
    return 2 * precision * recall / (precision + recall)


def measure(of, labels):
    lists, near = nearest(of)
    edges = {}
    for row, (others, cosines) in enumerate(zip(lists, near)):
        for other, cosine in zip(others, cosines):
            if cosine > 0:
                edges[min(row, other), max(row, other)] = float(cosine)
    graph = igraph.Graph(n=len(of), edges=list(edges))
    random.seed(0)
    found = graph.community_leiden("modularity", weights=list(edges.values()),
                                   resolution=RESOLUTION, n_iterations=2)
    groups = np.array(found.membership)
    return [(labels[lists] == labels[:, None]).mean(), adjusted_rand_score(labels, groups),
            adjusted_mutual_info_score(labels, groups), b_cubed(labels, groups)]


def coarser(rows, bits):
    most = np.abs(rows).max(1, keepdims=True)
    steps = 2 ** (bits - 1) - 1
    return np.round(rows / np.maximum(most, 1e-9) * steps) / steps * most


def principal(rows, width):
    _, axes = np.linalg.eigh(rows.T @ rows)
    return rows @ axes[:, ::-1][:, :width]


def main():
    sets = [load(sys.argv[1], name) for name in NAMES]

    def row(name, table, rows):
        figures = []
        for texts, labels in sets:
            figures.append(measure(vectors(rows, table.pieces(texts)), labels))
        same, *rest = np.mean(figures, axis=0)
        print(f"| {name} | {same:.3f} | {' / '.join(f'{one:.3f}' for one in rest)} |", flush=True)

    print("| size | neighbours | ARI / AMI / B-cubed |\n|---|--:|---|")
    if sys.argv[2:]:
        for folder in sys.argv[2:]:
            table = Table(folder)
            row(folder, table, table.rows)
        return
    table = Table(os.path.dirname(os.path.abspath(__file__)))
    # Pieces are in the order of the teacher's vocabulary, then of whole words, most frequent first.
    row("256 components of 8 bits", table, table.rows)
    row("256 components of 4 bits", table, coarser(table.rows, 4))
    for width in [192, 128, 64]:
        row(f"{width} components of 8 bits", table, coarser(principal(table.rows, width), 8))
    narrow = coarser(principal(table.rows, 128), 8)
    table.of_first(FEWER)
    row("256 components, 20,000 pieces", table, table.rows)
    row("128 components, 20,000 pieces", table, narrow)


if __name__ == "__main__":
    main()
