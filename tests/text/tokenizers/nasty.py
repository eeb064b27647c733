"""Texts of all that is hard to cut into words."""

import random

# Line ends, white space, marks, joiners and digits of many kinds, and what is joined with them.
NASTY = [
    *" \n\r\t\v\f\0\x1c\x1f\x85\xa0\u2028\u2029\u3000\ufeff\u200b\u200c\u200d\u2060\xad\u202e",
    *"aZ_09'’`\"!?,.;:()[]{}<>-—…$%&#@*/ßİıΣςéœŒ½²٣೩Ⅷ",
    *"e\u0301a\u0323\u0302\ufe0f\u20e3\U000e0100❤🏳\u200d🌈👍🏽",
    *"हिन्दी ภาษาไทย العربية שָׁלוֹם 映画 한국 \u1112\u1161\u11ab",
    *[
        "&amp;",
        "&#39;",
        "&#10;",
        "#39;",
        "quot;",
        r"\n",
        r"\r\n",
        r"\b",
        "i\u0307",
        "ﬁ",
        "：",
        "ｇ",
    ],
    *[
        ":)",
        ":-(",
        ":'(",
        ":D",
        ":p ",
        " ;-o",
        "=]",
        ":/",
        "<3",
        "</3",
        "o_o",
        "^_^",
        "-_-",
        " x_x ",
    ],
    *["😀", "👍", "❤", "🇩🇪", "🇩", "🏽", "★"],
    *["<br />", "<BR>", "<br/>", "<br", "n't ", "'s ", "'ll", "--", "...", "mr.", "u.s.", "don't-"],
]


def nasty_texts(count, seed, longest=40):
    rng = random.Random(seed)
    return ["".join(rng.choices(NASTY, k=rng.randrange(longest))) for _ in range(count)]
