"""Which texts speak of the same thing: groups by the words they share. A suggestion, which people then decide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.stats.arrays import Floats

MOST_GROUPS = 40


@dataclass(frozen=True)
class Grouping:
    """labels: (N,) number of each text's group, by the first text of each; telling: (G, T) how much a word marks it."""

    labels: npt.NDArray[np.int64]
    telling: Floats


def weigh_words(present: npt.ArrayLike) -> Floats:
    """How much does each word say of each text?

    w = ln(1 + N / df) for a word that is in the text, 0 for others, each text to length 1 (Salton & Buckley 1988).
    present: (N, T). A text without words, or no text at all: zeros. A word in every text still counts a little, so that
    texts of one matter alone stay alike.
    """
    here = np.asarray(present, float)
    if here.size == 0:
        return np.zeros(here.shape)
    texts_with = np.maximum(here.sum(axis=0), 1.0)
    weights = here * np.log1p(len(here) / texts_with)
    lengths = np.linalg.norm(weights, axis=1, keepdims=True)
    return np.asarray(weights / np.where(lengths > 0, lengths, 1.0))


def group_texts(present: npt.ArrayLike, groups: int | None = None) -> Grouping:
    """Into which groups do the texts fall?

    Average-linkage clustering of cosine distances (Sokal & Michener 1958). Without a number of groups: that number from
    2 to MOST_GROUPS whose mean silhouette is greatest (Rousseeuw 1987), the smallest on a tie. No randomness: the order
    of texts does not matter but for the groups' numbers. present: (N, T). No text: no group; one text, or texts that
    are all the same: one group; a text without words is like no other.
    """
    weights = weigh_words(present)
    number = len(weights)
    if number < 2:
        return _named(np.zeros(number, dtype=np.int64), weights)
    from scipy.cluster.hierarchy import cut_tree, linkage
    from scipy.spatial.distance import squareform

    apart = _apart(weights)
    tree = linkage(squareform(apart, checks=False), method="average")
    if groups is not None:
        return _named(cut_tree(tree, n_clusters=max(1, min(groups, number)))[:, 0], weights)
    if not apart.any():
        return _named(np.zeros(number, dtype=np.int64), weights)
    tried = range(2, min(MOST_GROUPS, number - 1) + 1)
    cuts = cut_tree(tree, n_clusters=list(tried)) if tried else np.zeros((number, 1), dtype=np.int64)
    scores = [silhouette(apart, cuts[:, at]) for at in range(cuts.shape[1])]
    return _named(cuts[:, int(np.argmax(np.round(scores, 12)))], weights)


def silhouette(apart: npt.ArrayLike, labels: npt.ArrayLike) -> float:
    """How much nearer are texts to their own group than to the next one? Mean of (b − a) / max(a, b), from −1 to 1.

    a: mean distance to the others of the text's group; b: to the nearest other group. Alone in its group: 0. One group
    or no text: 0.
    """
    far, mine = np.asarray(apart, float), np.asarray(labels)
    if len(mine) == 0:
        return 0.0
    each, own = np.unique(mine, return_inverse=True)
    if len(each) < 2:
        return 0.0
    member = np.eye(len(each))[own]
    sizes = member.sum(axis=0)
    sums, at = far @ member, np.arange(len(mine))
    within = sums[at, own] / np.maximum(sizes[own] - 1, 1)
    means = sums / sizes
    means[at, own] = np.inf
    nearest = means.min(axis=1)
    larger = np.maximum(within, nearest)
    score = np.where((sizes[own] > 1) & (larger > 0), (nearest - within) / np.where(larger > 0, larger, 1.0), 0.0)
    return float(score.mean())


def likeness(texts: npt.ArrayLike, others: npt.ArrayLike) -> Floats:
    """How alike are texts to others? Cosines of their weights, (N, M), from 0 (no word in common) to 1.

    What a word weighs is learned from both together. No texts or no words: zeros.
    """
    one, two = np.asarray(texts, float), np.asarray(others, float)
    weights = weigh_words(np.vstack([one, two]))
    return np.clip(weights[: len(one)] @ weights[len(one) :].T, 0.0, 1.0)


def _apart(weights: Floats) -> Floats:
    apart = 1.0 - np.clip(weights @ weights.T, 0.0, 1.0)
    apart[apart < 1e-12] = 0.0
    np.fill_diagonal(apart, 0.0)
    return np.asarray((apart + apart.T) / 2)


def _named(cut: npt.NDArray[np.int64], weights: Floats) -> Grouping:
    """Groups numbered by their first text; a word marks a group by its mean weight there, less that elsewhere."""
    _each, first, inverse = np.unique(cut, return_index=True, return_inverse=True)
    labels = np.argsort(np.argsort(first))[inverse] if len(cut) else np.zeros(0, dtype=np.int64)
    telling = np.zeros((len(first), weights.shape[1] if weights.ndim == 2 else 0))
    for group in range(len(first)):
        inside = labels == group
        elsewhere = weights[~inside].mean(axis=0) if not inside.all() else 0.0
        telling[group] = weights[inside].mean(axis=0) - elsewhere
    return Grouping(labels.astype(np.int64), telling)
