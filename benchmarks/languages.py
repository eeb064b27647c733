"""Accuracy by tokenizer on made-up reviews in Chinese, Japanese and Thai, and on Slovene comments.

    python -m benchmarks.languages            (or: --texts 600 --seeds 5)

The texts are put together from clauses that we wrote: an aspect and an opinion on it, three times a
text. The opinion of most clauses is the label; a third of the texts has one clause of the other.
Some opinions deny a word of the other class ("not tasty"). The Slovene comments are those of the
data set slo-opinion. A tokenizer whose library is not installed is left out.
"""

import argparse
import random
import warnings
from dataclasses import dataclass
from statistics import mean, stdev

from rich.console import Console
from rich.table import Table

from embedstudy import EmbeddingClassifier, load_dataset
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.text.tokenizers import get_tokenizer

TOKENIZERS = ("whitespace", "characters", "character-bigrams")
SLOVENE = (*TOKENIZERS, "basic", "subwords:4000")


@dataclass(frozen=True)
class Language:
    """The parts of made-up reviews.

    Attributes
    ----------
    tokenizer : str
        The one that cuts it into words.
    pattern : str
        A clause, of ``aspect`` and ``opinion``.
    join, end : str
        What stands between clauses, and at the end of a text.
    aspects, good, bad : str
        Words apart by spaces.
    """

    tokenizer: str
    pattern: str
    join: str
    end: str
    aspects: str
    good: str
    bad: str


LANGUAGES = {
    "Chinese": Language(
        "jieba", "这家店的{aspect}{opinion}", "而且", "",
        "味道 服务 房间 早餐 老板 位置 价格 环境 包装 质量 电影 音乐 剧情 演员",
        "很好 不错 漂亮 新鲜 热情 好吃 便宜 干净 舒服 精彩 令人满意 值得推荐 不难吃 不贵",
        "很差 糟糕 失望 难吃 太脏 冷淡 不好 不新鲜 不干净 太贵 无聊 令人失望 不值得 不热情",
    ),
    "Japanese": Language(
        "sudachi", "ここの{aspect}は{opinion}", "です、それに", "です",
        "料理 店員 部屋 朝食 場所 値段 雰囲気 映画 音楽 物語 品質 対応 景色 椅子",
        "美味しい 素晴らしい 綺麗 親切 面白い 安い 快適 最高 丁寧 満足 悪くない 汚くない 新鮮",
        "不味い 最悪 汚い 不親切 退屈 高い 不快 残念 雑 不満 美味しくない 面白くない うるさい",
    ),
    "Thai": Language(
        "thai", "{aspect}ที่นี่{opinion}", "และ", "",
        "อาหาร บริการ ห้อง พนักงาน ราคา บรรยากาศ ทำเล หนัง เพลง คุณภาพ กาแฟ เตียง วิว ร้าน",
        "อร่อย ดีเยี่ยม สะอาด สุภาพ ถูก สวย สนุก ประทับใจ น่ารัก รวดเร็ว ไม่แพง ไม่สกปรก เงียบสงบ สดใหม่",
        "แย่ ช้า สกปรก หยาบคาย แพง เหม็น น่าเบื่อ ผิดหวัง เก่า เสียงดัง ไม่อร่อย ไม่สะอาด ไม่สุภาพ ไม่ดี",
    ),
}  # fmt: skip


def make_reviews(language: Language, count: int, seed: int) -> tuple[list[str], list[str]]:
    """Return texts and their labels, half of them each."""
    rng = random.Random(seed)
    texts, labels = [], []
    for number in range(count):
        label = "pos" if number % 2 else "neg"
        fitting, contrary = (language.good, language.bad)[:: 1 if label == "pos" else -1]
        opinions = [rng.choice(fitting.split()) for _ in range(3)]
        if rng.random() < 1 / 3:
            opinions[rng.randrange(3)] = rng.choice(contrary.split())
        clauses = [
            language.pattern.format(aspect=rng.choice(language.aspects.split()), opinion=opinion)
            for opinion in opinions
        ]
        texts.append(language.join.join(clauses) + language.end)
        labels.append(label)
    return texts, labels


def read_comments() -> tuple[list[str], list[str]]:
    """Return the Slovene comments and their labels; the last fifth are those of dev and test."""
    splits = load_dataset("slo-opinion").splits.values()
    return (
        [text for split in splits for text in split.texts],
        [split.examples.classes[label] for split in splits for label in split.label_ids.tolist()],
    )


def measure_length(texts: list[str], name: str) -> float:
    """Return the mean number of tokens; a tokenizer that learns does so from these texts."""
    tokenizer = get_tokenizer(name)
    if tokenizer.learner is not None:
        tokenizer = tokenizer.fitted(texts)
    return mean(len(tokenizer(text)) for text in texts)


def measure(texts: list[str], labels: list[str], tokenizer: str, seeds: int) -> list[float]:
    """Return the accuracy on the last fifth of the texts, a seed at a time, in %."""
    cut = len(texts) * 4 // 5
    accuracies = []
    for seed in range(seeds):
        model = EmbeddingClassifier(tokenizer=tokenizer, dim=50, epochs=30, random_state=seed)
        model.fit(texts[:cut], labels[:cut])
        accuracies.append(100 * model.score(texts[cut:], labels[cut:]))
    return accuracies


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=int, default=600)
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    warnings.simplefilter("ignore", EmbedstudyWarning)
    table = Table(title=f"test accuracy, %, mean and s.d. of {options.seeds} seeds")
    for heading in ("language", "tokenizer", "tokens in a text", "accuracy"):
        table.add_column(
            heading, justify="left" if heading in ("language", "tokenizer") else "right"
        )
    data = {
        name: (*make_reviews(language, options.texts, seed=0), (*TOKENIZERS, language.tokenizer))
        for name, language in LANGUAGES.items()
    }
    data["Slovene"] = (*read_comments(), SLOVENE)
    for name, (texts, labels, tokenizers) in data.items():
        for tokenizer in tokenizers:
            try:
                length = measure_length(texts, tokenizer)
            except InputError as error:
                print(error)
                continue
            accuracies = measure(texts, labels, tokenizer, options.seeds)
            spread = (
                f"{mean(accuracies):.1f} ± {stdev(accuracies) if len(accuracies) > 1 else 0:.1f}"
            )
            table.add_row(name, tokenizer, f"{length:.1f}", spread)
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
