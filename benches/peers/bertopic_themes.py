"""BERTopic on labelled sets: ARI / AMI / B-cubed by default and with min_cluster_size 30.

Usage: bertopic_themes.py FOLDER [SET ...]    FOLDER holds SET.jsonl.gz with `text`, `labels.theme`
"""

import gzip
import json
import pathlib
import re
import sys

import numpy as np
from bertopic import BERTopic
from hdbscan import HDBSCAN
from sentence_transformers import SentenceTransformer
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score
from sklearn.metrics.cluster import contingency_matrix
from umap import UMAP

SETS = ["banking77", "clinc150", "hwu64", "stackoverflow", "airline", "nhs"]
SEED = 0


def clean(text):
    """What the recipe takes out before any encoder sees a text."""
    text = re.sub(r"https?://\S+|www\.\S+", " ", text).replace("&amp;", "&")
    text = re.sub(r"@\w+", " ", text).replace("#", " ")
    return re.sub(r"\s+", " ", text).strip()


def load(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    texts = [clean(record["text"]) for record in records]
    names = sorted({record["labels"]["theme"] for record in records})
    number = {name: at for at, name in enumerate(names)}
    return texts, np.array([number[record["labels"]["theme"]] for record in records])


def b_cubed(labels, groups):
    """Bagga and Baldwin 1998, F1."""
    table = contingency_matrix(labels, groups).astype(float)
    precision = (table**2 / table.sum(0, keepdims=True)).sum() / table.sum()
    recall = (table**2 / table.sum(1, keepdims=True)).sum() / table.sum()
    return 2 * precision * recall / (precision + recall)


def themes(texts, vectors, least):
    """Groups at coverage 1.0: outliers go to the topic whose vectors are nearest."""
    model = BERTopic(
        umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=SEED),
        hdbscan_model=HDBSCAN(min_cluster_size=least, metric="euclidean", prediction_data=True),
        calculate_probabilities=False,
    )
    raw, _ = model.fit_transform(texts, vectors)
    groups = model.reduce_outliers(texts, raw, strategy="embeddings", embeddings=vectors)
    return np.array(raw), np.array(groups)


def main(folder, names):
    encoder = SentenceTransformer("sentence-transformers/all-MiniLM-L6-v2")
    print("| set | min_cluster_size | topics | raw coverage | ARI / AMI / B3 |\n|---|--:|--:|--:|---|")
    sums = {10: np.zeros(3), 30: np.zeros(3)}
    for name in names:
        texts, labels = load(folder / f"{name}.jsonl.gz")
        vectors = encoder.encode(texts, batch_size=256, show_progress_bar=False)
        for least in sums:
            raw, groups = themes(texts, vectors, least)
            found = np.array([
                adjusted_rand_score(labels, groups),
                adjusted_mutual_info_score(labels, groups),
                b_cubed(labels, groups),
            ])
            sums[least] += found / len(names)
            figures = " / ".join(f"{figure:.3f}" for figure in found)
            print(f"| {name} | {least} | {len(set(groups))} | {(raw >= 0).mean():.2f} | {figures} |", flush=True)
    for least, mean in sums.items():
        print(f"| average | {least} | | | {' / '.join(f'{figure:.3f}' for figure in mean)} |")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), sys.argv[2:] or SETS)
