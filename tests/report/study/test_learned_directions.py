from embedstudy.report.study.learned_directions import describe_directions
from tests.report.study.made_up import dynamics_row


def describe(*rows):
    return [sentence.replace("\u00a0", " ") for sentence in describe_directions(rows)]


def test_a_random_start_and_a_pretrained_one_have_a_sentence():
    random, pretrained = describe(dynamics_row(), dynamics_row("finetuned", change_rank=3.21))
    assert random == (
        "From random weights, training moved the words in 1.3 directions (an effective rank, so it "
        "need not be whole). Neighbours there speak for the same class. The order among them is "
        "left over from the random start: read no meaning into it."
    )
    assert pretrained == (
        "From pretrained vectors, training moved the words in 3.2 directions. All else in that "
        "space is pretrained."
    )


def test_the_sentence_that_comes_first_says_what_the_number_is():
    (pretrained,) = describe(dynamics_row("finetuned", change_rank=3.21))
    assert "in 3.2 directions (an effective rank, so it need not be whole). All" in pretrained


def test_a_change_of_many_directions_is_not_said_to_be_of_the_class_alone():
    (sentence,) = describe(dynamics_row(change_rank=40.0, change_share=0.5))
    assert sentence.endswith(
        "Part of what neighbours show there is left over from the random start."
    )


def test_several_spaces_are_one_span():
    (sentence,) = describe(dynamics_row(change_rank=1.04), dynamics_row(change_rank=2.0))
    assert "in 1.0 to 2.0 directions" in sentence
    assert "in 1.0 direction (" in describe(dynamics_row(change_rank=1.0))[0]


def test_only_the_chosen_moment_of_mean_counts():
    assert describe() == []
    assert describe(dynamics_row(chosen=False)) == []
    assert describe(dynamics_row(encoder="cnn")) == []
    assert describe(dynamics_row(change_rank=None)) == []
    assert describe(dynamics_row("a kind of later versions")) == []
