"""Options of TRL's that are one of a few words: wrong ones are told before a run, and the words are TRL's own."""

from __future__ import annotations

import ast
import inspect
from dataclasses import fields
from importlib import import_module

import pytest
import trl

from toolwright.dsl.diagnostics import Diagnostic
from toolwright.trainer.config import read
from toolwright.trainer.training.options import refused_options
from toolwright.trainer.training.words import UNDECLARED

FILE = '[bundle]\npaths = ["b"]\n[model]\npath = "tiny"\ndevice = "cpu"\n[{0}]\nsteps = 1\n[{0}.trl]\n{1}\n'


def refused(stage: str, option: str) -> list[Diagnostic]:
    found = read("t.toml", FILE.format(stage, option))
    assert found.config is not None
    return refused_options(found.config, found.written)


@pytest.mark.parametrize(
    ("stage", "option", "words", "mend"),
    [
        ("sft", 'packing_strategy = "wraped"', "`packing_strategy` is not 'wraped'", "did you mean `wrapped`?"),
        ("sft", 'truncation_mode = "x"', "`truncation_mode` is not 'x'", "write `keep_end` or `keep_start`"),
        ("sft", 'loss_type = "x"', "`loss_type` is not 'x'", "write `nll`, `dft` or `chunked_nll`"),
        ("grpo", 'loss_type = "dapoo"', "`loss_type` is not 'dapoo'", "did you mean `dapo`?"),
        ("reinforce", 'scale_rewards = "x"', "`scale_rewards` is not 'x'", "write `group`, `batch` or `none`"),
        ("dpo", 'loss_type = ["sft", "hing"]', "`loss_type` is not 'hing'", "did you mean `hinge`?"),
        ("dpo", 'f_divergence_type = "forward-kl"', "is not 'forward-kl'", "did you mean `forward_kl`?"),
        ("kto", 'loss_type = "sigmoid"', "`loss_type` is not 'sigmoid'", "write `kto` or `apo_zero_unpaired`"),
        ("kto", 'train_sampling_strategy = "x"', "`train_sampling_strategy` is not 'x'", "`sequential`"),
    ],
)
def test_a_word_that_a_loss_would_refuse_is_told_before(stage: str, option: str, words: str, mend: str) -> None:
    (found,) = refused(stage, option)
    assert found.code == "TW0906" and words in found.message and mend in (found.help or "")
    assert found.span.text == option.partition(" ")[0]


@pytest.mark.parametrize(
    ("stage", "option"),
    [
        ("sft", 'packing_strategy = "bfd-requeue"'),  # an old name, which TRL takes still
        ("grpo", 'importance_sampling_level = "sequence"\nloss_type = "luspo"\ncache_implementation = "static"'),
        ("dpo", 'loss_type = ["hinge", "sft"]\nloss_weights = [1.0, 0.5]'),
        ("kto", 'loss_type = "apo_zero_unpaired"'),
    ],
)
def test_words_that_trl_knows_are_no_findings(stage: str, option: str) -> None:
    assert refused(stage, option) == []


@pytest.mark.parametrize(("options", "name"), [(each, name) for each, of in UNDECLARED.items() for name in of])
def test_the_words_are_those_that_trl_compares_an_option_with(options: str, name: str) -> None:
    """Were one declared, the declaration would do."""
    trainer = getattr(trl, options.replace("Config", "Trainer"))
    source = inspect.getsource(import_module(trainer.__module__))
    compared = {
        word.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Compare) and _is_named(node.left, name)
        for other in node.comparators
        for word in ast.walk(other)
        if isinstance(word, ast.Constant) and isinstance(word.value, str)
    }
    assert sorted(UNDECLARED[options][name]) == sorted(compared)
    (declared,) = (each for each in fields(getattr(trl, options)) if each.name == name)
    assert "choices" not in declared.metadata


def _is_named(node: ast.expr, name: str) -> bool:
    """Whether *node* is `name`, `self.name` or the like."""
    return (isinstance(node, ast.Name) and node.id == name) or (isinstance(node, ast.Attribute) and node.attr == name)
