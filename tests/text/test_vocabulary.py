from embedstudy.text.vocabulary import Vocabulary


def test_words_are_ordered_by_count_then_spelling():
    vocabulary = Vocabulary.from_documents([["b", "c", "a"], ["c", "b"], ["c"]])
    assert vocabulary.words == ("c", "b", "a")
    assert vocabulary.counts.tolist() == [3, 2, 1]
    assert "b" in vocabulary
    assert "d" not in vocabulary


def test_extended_keeps_the_ids_of_training_words():
    vocabulary = Vocabulary.from_documents([["b", "b", "a"]])
    longer = vocabulary.extended(["z", "a", "y"])
    assert longer.words == ("b", "a", "y", "z")
    assert longer.counts.tolist() == [2, 1, 0, 0]
