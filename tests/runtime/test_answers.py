"""Final answers: a table of texts that are right and wrong, where the answer stands, and what an answer may be."""

from __future__ import annotations

import time
from typing import Any

import pytest

from toolwright.runtime.answers import Answer, extract, final_text, matches

FORTY_TWO = Answer(42, "integer")
POPULATION = Answer(1234567, "integer")
DEBT = Answer(-5, "integer")
ABOUT = Answer(331.9, "number", tolerance=0.05)
TENTH = Answer(0.1, "number")
KRONE = Answer("NOK", "string", aliases=("Norwegian krone",))
TITLE = Answer("The Ice Road", "string")
WHO = Answer("Who's Afraid?", "string")
YES = Answer(True, "boolean")
NO = Answer(False, "boolean")
DAY = Answer("2026-03-01", "date")
MOMENT = Answer("2026-03-01T09:00:00", "datetime")
PAIR = Answer(["Oslo", "Bergen"], "list")
TRIO = Answer(("Oslo", "Bergen", "Trinidad and Tobago"), "list", unordered=True)
NUMBERS = Answer([3, 1, 2], "list")
BAG = Answer([1, 1, 2.5], "list", unordered=True, tolerance=0.1)
DAYS = Answer(["2026-03-01", "2025-12-24"], "list")
TRUTHS = Answer([True, False], "list")
ALONE = Answer(["Oslo"], "list")
NOTHING = Answer([], "list")

RIGHT: list[tuple[Answer, str]] = [
    (FORTY_TWO, "Answer: 42"),
    (FORTY_TWO, "42"),
    (FORTY_TWO, "42."),
    (FORTY_TWO, "**42**"),
    (FORTY_TWO, "Answer: **42**"),
    (FORTY_TWO, "**Answer:** 42"),
    (FORTY_TWO, "**Answer: 42**"),
    (FORTY_TWO, "**Answer**: **42**"),
    (FORTY_TWO, "**Final Answer:** **42**"),
    (FORTY_TWO, "answer : 42 km"),
    (FORTY_TWO, "ANSWER:\n42"),
    (FORTY_TWO, "> Answer: 42"),
    (FORTY_TWO, "The first guess was 7.\nAnswer: 7\nNo, wait.\nAnswer: 42"),
    (FORTY_TWO, "<think>7 or 8?</think>Answer: 42"),
    (FORTY_TWO, "so it is 8</think>\n42"),
    (FORTY_TWO, "The answer is 42."),
    (FORTY_TWO, "So, the final answer is: **42**."),
    (FORTY_TWO, "It is 42 (42.0 exactly)."),
    (FORTY_TWO, "$42"),
    (FORTY_TWO, "USD42"),
    (FORTY_TWO, "42 m2"),
    (FORTY_TWO, "42 m^2"),
    (FORTY_TWO, "42 m²"),
    (FORTY_TWO, "42%"),
    (FORTY_TWO, "+42"),
    (FORTY_TWO, "4.2e1"),
    (FORTY_TWO, "４２"),
    (FORTY_TWO, r"\boxed{42}"),
    (POPULATION, "1,234,567"),
    (POPULATION, "1_234_567 people"),
    (POPULATION, "1\u00a0234\u00a0567"),
    (POPULATION, "1\u2009234\u2009567"),
    (POPULATION, "1\u202f234\u202f567.0"),
    (POPULATION, "1.234567 million"),
    (Answer(5.5, "number"), "5.5 million"),
    (DEBT, "-5"),
    (DEBT, "−5 °C"),
    (DEBT, "-$5"),
    (DEBT, "$-5"),
    (ABOUT, "331.9 million people"),
    (ABOUT, "331.95"),
    (ABOUT, "331.85"),
    (TENTH, ".1"),
    (TENTH, "0.10"),
    (TENTH, "1e-1"),
    (Answer(100, "integer", tolerance=5), "105"),
    (Answer(19, "integer"), "It was COVID-19."),
    (KRONE, "Answer: NOK"),
    (KRONE, "nok."),
    (KRONE, "`NOK`"),
    (KRONE, "“NOK”"),
    (KRONE, "**'NOK'.**"),
    (KRONE, "ＮＯＫ"),
    (KRONE, "Answer: the Answer is NOK"),
    (KRONE, "Therefore the answer is 'NOK'."),
    (KRONE, "norwegian  KRONE"),
    (TITLE, 'Answer: "the ice road"'),
    (TITLE, "The\nIce Road"),
    (WHO, "Who's afraid?"),
    (Answer("Straße", "string"), "STRASSE"),
    (Answer("C++", "string"), "c++"),
    (Answer('"', "string"), 'Answer: "'),
    (Answer(42, "integer", aliases=("forty-two",)), "Forty-two."),
    (YES, "Yes."),
    (YES, "Answer: TRUE"),
    (NO, "**no**"),
    (NO, "The answer is false."),
    (DAY, "2026-03-01"),
    (DAY, "Answer: 2026-3-1"),
    (DAY, "2026/03/01"),
    (DAY, "1 March 2026"),
    (DAY, "1st of March 2026"),
    (DAY, "March 1, 2026."),
    (DAY, "Mar. 1st 2026"),
    (DAY, "on Sunday, **1 march, 2026**"),
    (DAY, "March 1, 2026 (2026-03-01)"),
    (MOMENT, "2026-03-01T09:00:00"),
    (MOMENT, "2026-03-01 09:00"),
    (MOMENT, "1 March 2026 at 9:00 am"),
    (MOMENT, "March 1, 2026, 09:00:00."),
    (PAIR, '["Oslo", "Bergen"]'),
    (PAIR, "Answer: Oslo, Bergen"),
    (PAIR, "oslo; bergen."),
    (PAIR, "Oslo and Bergen"),
    (PAIR, "Oslo, and Bergen"),
    (PAIR, "Answer:\n- Oslo\n- Bergen"),
    (PAIR, "1. Oslo\n2. Bergen"),
    (PAIR, '"Oslo", "Bergen"'),
    (PAIR, "**Oslo, Bergen**"),
    (PAIR, "[Oslo, Bergen]"),
    (PAIR, "The answer is Oslo and Bergen."),
    (TRIO, "Trinidad and Tobago, Bergen and Oslo"),
    (TRIO, "Bergen, Oslo and Trinidad and Tobago"),
    (TRIO, "Bergen, Oslo, and Trinidad and Tobago"),
    (TRIO, "Bergen; Trinidad and Tobago; Oslo"),
    (NUMBERS, "3, 1, 2"),
    (NUMBERS, "[3,1,2]"),
    (NUMBERS, "3,1,2"),
    (NUMBERS, "3 km, 1 km and 2 km"),
    (BAG, "2.45, 1, 1.05"),
    (Answer([1234, 5], "list"), "1,234, 5"),
    (Answer([1500000, 2000], "list", unordered=True), "1.5 million and 2 thousand"),
    (DAYS, "March 1, 2026; December 24, 2025"),
    (DAYS, '["2026-03-01", "2025-12-24"]'),
    (TRUTHS, "yes, no"),
    (TRUTHS, "[true, false]"),
    (ALONE, "Oslo"),
    (ALONE, "- Oslo"),
    (NOTHING, "[]"),
    (NOTHING, "Answer: none"),
]

WRONG: list[tuple[Answer, str]] = [
    (FORTY_TWO, ""),
    (FORTY_TWO, "Answer:"),
    (FORTY_TWO, "<think>42"),
    (FORTY_TWO, "<think>Answer: 42</think>"),
    (FORTY_TWO, "42</think>"),
    (FORTY_TWO, "Answer: 42 <think> or 43"),
    (FORTY_TWO, "Answer: 42\nAnswer: 43"),
    (FORTY_TWO, "42 or 43"),
    (FORTY_TWO, "41, 42"),
    (FORTY_TWO, "41,42"),
    (FORTY_TWO, "Answer: 41\n42"),
    (FORTY_TWO, "42-43"),
    (FORTY_TWO, "42/1"),
    (FORTY_TWO, "-42"),
    (FORTY_TWO, "142"),
    (FORTY_TWO, "42.5"),
    (FORTY_TWO, "4,2"),
    (FORTY_TWO, "4.2.0"),
    (FORTY_TWO, "A42"),
    (FORTY_TWO, "42 million and 42"),
    (FORTY_TWO, "forty-two"),
    (FORTY_TWO, "42e99999"),
    (POPULATION, "1 234 567"),
    (POPULATION, "1,234_567"),
    (POPULATION, "12,34,567"),
    (POPULATION, "1,234,567,8"),
    (POPULATION, "1,234,567.0.1"),
    (DEBT, "5"),
    (DEBT, "3-5"),
    (ABOUT, "331.951"),
    (ABOUT, "331.84"),
    (TENTH, "0.1000001"),
    (TENTH, "0,1"),
    (KRONE, "NOK or SEK"),
    (KRONE, "NOK, SEK"),
    (KRONE, "The currency is NOK"),
    (KRONE, "NO K"),
    (KRONE, "Answer: SEK (not NOK)"),
    (KRONE, "NOK\nNorwegian krone"),
    (KRONE, "..."),
    (WHO, "Who"),
    (Answer("C++", "string"), "C"),
    (Answer("5", "string"), "5 km"),
    (YES, "yes or no"),
    (YES, "no"),
    (YES, "1"),
    (YES, "yesterday"),
    (NO, "true"),
    (DAY, "2026-03-02"),
    (DAY, "2026-03-01 or 2026-03-02"),
    (DAY, "1 March 2026 or 2 March"),
    (DAY, "1 or 2 March 2026"),
    (DAY, "March or April 1, 2026"),
    (DAY, "01/03/2026"),
    (DAY, "20260301"),
    (DAY, "1 March 2026, 09:00"),
    (DAY, "2026-02-30"),
    (DAY, "12026-03-01"),
    (DAY, "March 2026"),
    (MOMENT, "2026-03-01"),
    (MOMENT, "2026-03-01T09:00:00+02:00"),
    (MOMENT, "2026-03-01T09:00:00Z"),
    (MOMENT, "2026-03-01T21:00:00"),
    (MOMENT, "1 March 2026 at 9:00 pm"),
    (MOMENT, "2026-03-01 09:00 or 10:00"),
    (MOMENT, "2026-03-01 25:00"),
    (PAIR, "Bergen, Oslo"),
    (PAIR, "Oslo"),
    (PAIR, "Oslo, Bergen, Trondheim"),
    (PAIR, '["Oslo", "Bergen", "Oslo"]'),
    (PAIR, '[["Oslo"], ["Bergen"]]'),
    (PAIR, "Oslo Bergen"),
    (TRIO, "Oslo, Oslo, Trinidad and Tobago"),
    (NUMBERS, "1, 2, 3"),
    (NUMBERS, "3, 1, 2 or 4"),
    (BAG, "1, 2.5, 2.5"),
    (BAG, "1, 2.5"),
    (TRUTHS, "[1, 0]"),
    (ALONE, "Oslo, Oslo"),
    (NOTHING, "Oslo"),
    (NOTHING, ""),
]


@pytest.mark.parametrize(("answer", "text"), RIGHT)
def test_right(answer: Answer, text: str) -> None:
    assert matches(answer, text)


@pytest.mark.parametrize(("answer", "text"), WRONG)
def test_wrong(answer: Answer, text: str) -> None:
    assert not matches(answer, text)


@pytest.mark.parametrize(
    ("text", "final", "extracted"),
    [
        ("plain", "plain", "plain"),
        (" a <think>b</think> c ", "c", "c"),
        ("<think>a</think>b</think>c", "c", "c"),
        ("<think>a</think>b<think>c", "", ""),
        ("Answer: a\nanswer: b\nc", "Answer: a\nanswer: b\nc", "b\nc"),
        ("My answer: a", "My answer: a", "My answer: a"),
        ("Answers: a", "Answers: a", "Answers: a"),
        ("## Final answer: *a*", "## Final answer: *a*", "*a*"),
        ("**Answer:** **a** b", "**Answer:** **a** b", "**a** b"),
        ("- Answer：a", "- Answer：a", "a"),
    ],
)
def test_where_the_answer_stands(text: str, final: str, extracted: str) -> None:
    assert final_text(text) == final
    assert extract(text) == extracted


@pytest.mark.parametrize("unit", ['"', "*", "1 ", "1,", "[", "1 March 2026 ", "and ", "\n", "Answer:", "<think>", ". "])
def test_long_texts_are_linear(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    started = time.process_time()
    for answer in (FORTY_TWO, KRONE, DAY, MOMENT, PAIR, TRIO, YES):
        matches(answer, text)
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, "integer"),
        (1.0, "integer"),
        ("1", "number"),
        (float("nan"), "number"),
        (1, "string"),
        (1, "boolean"),
        ("2026-02-30", "date"),
        ("2026-W10-1", "date"),
        ("2026-03-01", "datetime"),
        ("2026-03-01T09:00:00", "date"),
        ("x", "list"),
        ([1, "x"], "list"),
        ([[1]], "list"),
    ],
)
def test_an_answer_has_its_type(value: Any, kind: Any) -> None:
    with pytest.raises(ValueError, match="answer's value is no"):
        Answer(value, kind)


def test_a_tolerance_is_no_negative_number() -> None:
    with pytest.raises(ValueError, match="tolerance"):
        Answer(1, "number", tolerance=-1)
