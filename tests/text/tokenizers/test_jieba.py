import pytest

from embedstudy.text.tokenizers import get_tokenizer


def test_jieba():
    pytest.importorskip("rjieba")
    tokenizer = get_tokenizer("jieba")
    words = ["这家", "的", "味道", "失望", "而且", "老板", "冷淡", "iphone", "手机"]
    assert tokenizer("这家的味道失望而且老板冷淡, iPhone手机") == words
    assert tokenizer.settings.startswith("jieba 1 + rjieba ")
    assert tokenizer("") == []
    assert len(tokenizer("这家的味道失望而且老板冷淡, iPhone手机" * 3000)) > 3000
