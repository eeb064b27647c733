import re

import pytest

from embedstudy.text.tokenizers.pictures import FACES, PICTURE_CODES, PICTURES, SECOND, SIGNS


@pytest.mark.parametrize(
    "picture",
    [
        *["👍", "👍🏽", "🇩🇪", "❤", "☺", "★", "👩\u200d⚕", "🏴\U000e0067\U000e007f"],
        *[":)", ":-d", ";'(", "=]", "<3", "</3", ":/", ";_;", "^_^", "-__-", ">_<"],
    ],
)
def test_a_picture_is_one_match(picture):
    match = re.compile(PICTURES).fullmatch(picture)
    assert match
    assert ord(picture[0]) in PICTURE_CODES or picture[0] in SIGNS or picture[1] == "_"
    assert ord(picture[0]) in PICTURE_CODES or picture[1] in SECOND


@pytest.mark.parametrize("face", ["o_o", "t_t", "x__x"])
def test_a_face_begins_with_a_letter(face):
    assert re.compile(FACES).fullmatch(face)


@pytest.mark.parametrize(
    "text", ["a", "©", "→", "°", "■", ":", ": )", "::", "://", "<4", "_", "🏿\u200d"[1:]]
)
def test_other_signs_are_none(text):
    assert not re.compile(f"{PICTURES}|{FACES}").match(text)
    assert not any(chr(code).isalnum() for code in PICTURE_CODES)
