import pytest

from embedstudy.writing_systems import SCRIPTS, find_uncut_text

CLAUSES = {
    "Chinese": ["这家的味道失望而且老板冷淡", "这家的房间很好而且早餐很好"],
    "Japanese": ["この映画はとても面白かったですが", "店員の態度が最悪でした"],
    "Thai": ["อาหารแย่มากบริการช้ามาก", "ห้องสะอาดสวยบริการดีเยี่ยม"],
    "Lao": ["ອາຫານແຊບຫຼາຍບໍລິການດີ"],
    "Khmer": ["អាហារឆ្ងាញ់ណាស់សេវាកម្មល្អ"],
    "Burmese": ["အစားအစာအရမ်းကောင်းတယ်ဝန်ဆောင်မှု"],
}
WORDS = {
    "Chinese": "这家 的 味道 失望 而且 老板 冷淡",
    "Japanese": "この 映画 は とても 面白かっ た です コンピューター",
    "Thai": "อาหาร แย่มาก บริการ ช้า มาก ครั้ง",
    "Lao": "ອາຫານ ແຊບ ຫຼາຍ ບໍລິການ ດີ",
}


@pytest.mark.parametrize("title", CLAUSES)
def test_clauses_of_a_script_without_spaces(title):
    uncut = find_uncut_text([*((clause, 2) for clause in CLAUSES[title]), ("ok", 3)])
    assert uncut.script.title == title
    assert uncut.mean_length > uncut.script.longest
    assert uncut.script.tokenizer in uncut.advice
    assert uncut.advice.endswith(")") is bool(uncut.script.install)


@pytest.mark.parametrize("title", WORDS)
def test_words_that_are_cut_are_none(title):
    assert find_uncut_text((word, 1) for word in WORDS[title].split()) is None


@pytest.mark.parametrize(
    "words",
    ["", "plain English words", "длинноесловоневпример здесь", "배송이 빠르고 포장이 꼼꼼합니다"],
)
def test_other_scripts_have_spaces(words):
    assert find_uncut_text((word, 1) for word in words.split()) is None


def test_the_share_of_the_characters_decides():
    clause = CLAUSES["Chinese"][0]
    most, some = (find_uncut_text([(clause, 1), ("word", count)]) for count in (2, 20))
    assert most is not None
    assert most.is_most
    assert some is not None
    assert not some.is_most
    assert find_uncut_text([(clause, 1), ("word", 60)]) is None


def test_each_script_names_a_tokenizer_that_there_is():
    from embedstudy.text.tokenizers import TOKENIZERS

    for script in SCRIPTS:
        tokenizer = TOKENIZERS[script.tokenizer]
        assert tokenizer.install_line == script.install
        assert not tokenizer.needs_spaces
