import pytest

from embedstudy.text.tokenizers import get_tokenizer


def test_thai():
    pytest.importorskip("pythainlp")
    tokenizer = get_tokenizer("thai")
    words = ["อาหาร", "แย่มาก", "บริการ", "ช้า"]
    assert tokenizer("อาหารแย่มาก บริการช้า") == words
    assert tokenizer.settings.startswith("thai 1 + pythainlp ")
    assert tokenizer("") == []
    assert len(tokenizer("อาหารแย่มาก บริการช้า" * 3000)) > 3000
