"""The tokenizer and template made on the spot: what training silently depends on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolwright.runtime import Bundle
from toolwright.trainer import GoldenPolicy, parse_calls, rollout
from toolwright.trainer.policies.dialect import template_messages
from toolwright.trainer.tiny import build_tokenizer, load_tokenizer

Load = Callable[[str], Bundle]
Conversation = tuple[list[dict[str, Any]], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def conversations(bundle: Load) -> list[Conversation]:
    """Golden trajectories of two scenarios with the tools that were offered."""
    made = []
    for name in ("conference_fares", "shop_orders"):
        environment = bundle(name).environment()
        for trajectory in rollout(environment, list(environment.tasks)[::9], GoldenPolicy()):
            tools = environment.reset(trajectory["task"]).tools
            made.append((template_messages(trajectory["messages"]), tools))
    return made


@pytest.fixture(scope="module")
def tokenizer(conversations: list[Conversation]) -> Any:
    """Trained on half of the conversations, so that the other half has words that it has not seen."""
    plain = build_tokenizer(["user assistant system"])
    texts = [plain.apply_chat_template(m, tools=tools, tokenize=False) for m, tools in conversations[::2]]
    return build_tokenizer(texts)


def test_saving_and_loading_keeps_every_id(tokenizer: Any, conversations: list[Conversation], tmp_path: Path) -> None:
    tokenizer.save_pretrained(tmp_path)
    loaded = load_tokenizer(tmp_path)
    odd = ["Ünïcode — ☃ 東京", "a  b\t\n c", '{"x":-1.5e3}', "x<tool_call>y", ""]
    assert [loaded.encode(text) for text in odd] == [tokenizer.encode(text) for text in odd]
    for messages, tools in conversations:
        ids = [t.apply_chat_template(messages, tools=tools, return_dict=False) for t in (tokenizer, loaded)]
        assert ids[0] == ids[1]


def test_the_mask_covers_what_the_model_writes_and_nothing_else(
    tokenizer: Any, conversations: list[Conversation]
) -> None:
    for messages, tools in conversations:
        out = tokenizer.apply_chat_template(messages, tools=tools, return_dict=True, return_assistant_tokens_mask=True)
        spans: list[list[int]] = []
        before = 0
        for token, mine in zip(out["input_ids"], out["assistant_masks"], strict=True):
            if mine and not before:
                spans.append([])
            if mine:
                spans[-1].append(token)
            before = mine
        turns = [message for message in messages if message["role"] == "assistant"]
        assert len(spans) == len(turns)
        for span, turn in zip(spans, turns, strict=True):
            assert span[-1] == tokenizer.eos_token_id, "a model that is not taught to stop goes on"
            parsed = parse_calls(tokenizer.decode(span[:-1]))
            wanted = [(c["function"]["name"], c["function"]["arguments"]) for c in turn.get("tool_calls") or ()]
            assert [(c.name, json.loads(c.arguments)) for c in parsed.calls] == wanted
            assert wanted or parsed.raw == turn["content"]


def test_a_prompt_is_a_prefix_of_what_follows(tokenizer: Any, conversations: list[Conversation]) -> None:
    # TRL concatenates ids and never tokenizes a conversation again.
    for messages, tools in conversations:
        full = tokenizer.apply_chat_template(messages, tools=tools, return_dict=False)
        for i, message in enumerate(messages):
            if message["role"] == "assistant":
                prompt = tokenizer.apply_chat_template(
                    messages[:i], tools=tools, add_generation_prompt=True, return_dict=False
                )
                assert full[: len(prompt)] == prompt


def test_a_new_name_made_of_known_words_is_cut_into_them_where_that_is_asked_for(tmp_path: Path) -> None:
    known = ["castle_height(castle)", "bridge_weight(bridge)", "12.5 Mc-Lean 1,200"]
    new = 'castle_weight(castle) {"bridge_height":1,200}'
    whole, cut = build_tokenizer(known), build_tokenizer(known, cut_names=True)
    cut.save_pretrained(tmp_path)
    for tokenizer in (cut, load_tokenizer(tmp_path)):
        assert tokenizer.tokenize("castle_weight") == ["▁castle", "▁_", "▁weight"]
        assert len(tokenizer("12.5 Mc-Lean 1,200")["input_ids"]) == 3
        assert tokenizer.decode(tokenizer(new)["input_ids"]) == new
    assert len(whole("castle_height")["input_ids"]) == 1
    assert len(whole("castle_weight")["input_ids"]) > 3
