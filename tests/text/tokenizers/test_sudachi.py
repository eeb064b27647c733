import pytest

from embedstudy.text.tokenizers import get_tokenizer


def test_sudachi():
    pytest.importorskip("sudachipy")
    tokenizer = get_tokenizer("sudachi")
    words = ["この", "映画", "は", "最悪", "でし", "た", "コンピューター"]
    assert tokenizer("この映画は最悪でした。コンピューター") == words
    assert tokenizer.settings.startswith("sudachi 1 + sudachipy ")
    assert tokenizer("") == []
    assert len(tokenizer("この映画は最悪でした。コンピューター" * 3000)) > 3000
