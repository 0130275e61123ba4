"""Groups of texts by the words they share."""

import numpy as np
import pytest

from geo.stats.grouping import group_texts, likeness, silhouette, weigh_words


def _three_matters(each: int = 5, seed: int = 7) -> np.ndarray:
    """Texts of three matters with ten words each, six of which a text holds, and two words that all may hold."""
    rng = np.random.default_rng(seed)
    present = np.zeros((3 * each, 32), dtype=bool)
    for text in range(3 * each):
        present[text, 10 * (text // each) + rng.choice(10, 6, replace=False)] = True
        present[text, 30:] = rng.random(2) < 0.5
    return present


def test_texts_of_three_matters_fall_into_three_groups() -> None:
    found = group_texts(_three_matters())
    assert found.labels.tolist() == [0] * 5 + [1] * 5 + [2] * 5


def test_the_order_of_texts_and_words_changes_no_group() -> None:
    present, rng = _three_matters(), np.random.default_rng(3)
    order = rng.permutation(len(present))
    moved = group_texts(present[order][:, rng.permutation(32)]).labels
    straight = group_texts(present).labels[order]
    assert np.array_equal(moved[:, None] == moved, straight[:, None] == straight)


def test_a_number_of_groups_that_was_asked_for_is_kept() -> None:
    assert set(group_texts(_three_matters(), 5).labels) == set(range(5))
    assert set(group_texts(_three_matters(), 99).labels) == set(range(15))


def test_words_of_the_matter_mark_a_group_and_common_ones_do_not() -> None:
    telling = group_texts(_three_matters()).telling
    for group in range(3):
        assert set(np.argsort(-telling[group])[:5]) <= set(range(10 * group, 10 * group + 10))


@pytest.mark.parametrize("number", [0, 1])
def test_no_text_or_one_text_is_no_group_or_one(number: int) -> None:
    assert group_texts(np.ones((number, 3), dtype=bool)).labels.tolist() == [0] * number


def test_texts_that_are_all_the_same_are_one_group_and_two_without_a_common_word_are_two_or_one() -> None:
    assert set(group_texts(np.ones((6, 3), dtype=bool)).labels) == {0}
    assert group_texts(np.eye(2, dtype=bool), 2).labels.tolist() == [0, 1]


def test_a_text_without_words_is_like_no_other() -> None:
    present = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 0]], dtype=bool)
    assert group_texts(present, 2).labels.tolist() == [0, 0, 1]
    assert not weigh_words(present)[2].any()


def test_silhouette_by_hand() -> None:
    """Two pairs at distance 1 inside and 4 between: (4 - 1) / 4 for each."""
    apart = np.array([[0, 1, 4, 4], [1, 0, 4, 4], [4, 4, 0, 1], [4, 4, 1, 0]], float)
    assert silhouette(apart, [0, 0, 1, 1]) == pytest.approx(0.75)
    assert silhouette(apart, [0, 0, 0, 0]) == 0.0
    assert silhouette(apart, [0, 1, 2, 3]) == 0.0


def test_likeness_is_one_for_the_same_words_and_nothing_without_a_common_one() -> None:
    alike = likeness([[1, 1, 0]], [[1, 1, 0], [0, 0, 1], [1, 0, 1]])
    assert alike[0, 0] == pytest.approx(1.0)
    assert alike[0, 1] == 0.0
    assert 0.0 < alike[0, 2] < 1.0


def test_a_rare_word_in_common_says_more_than_a_frequent_one() -> None:
    present = np.array([[1, 1, 0], [1, 0, 1], [1, 0, 0], [0, 1, 0], [1, 0, 0]], dtype=bool)
    weights = weigh_words(present)
    assert weights[0, 1] > weights[0, 0]
