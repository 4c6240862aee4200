"""What `[model]` says of thinking and of calls holds wherever the model is prompted and read, or is told as wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
import torch
import trl

from toolwright.cli import run
from toolwright.runtime import Bundle
from toolwright.trainer import GoldenPolicy, rollout
from toolwright.trainer.config import read
from toolwright.trainer.config.models import (
    CallFormat,
    DpoSection,
    GrpoSection,
    KtoSection,
    ModelSection,
    SftSection,
)
from toolwright.trainer.environment import EpisodeSource
from toolwright.trainer.parsing import FORMATS
from toolwright.trainer.policies.dialect import Dialect, NotAsked, template_messages, template_options
from toolwright.trainer.tiny import build_model, build_tokenizer
from toolwright.trainer.training.preference import train_dpo, train_kto
from toolwright.trainer.training.rollouts import RolloutRun, rollout_trainer
from toolwright.trainer.training.sft import demonstration_rows, train_sft
from toolwright.trainer.training.stage import StageRun, Unfit
from toolwright.trainer.training.start import load
from toolwright.trainer.training.templates import fit, manner, told

from ...conftest import Built
from ..contracts.scripted import generated

TEMPLATES = Path(trl.__file__).parent / "chat_templates"
TASK = "population_of_a_city/1"


@pytest.fixture(scope="module")
def model(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The folder of a very small model that is spoken to by a chat template of TRL's."""
    torch.set_num_threads(1)
    tokenizer = build_tokenizer(["Who is it ?"])
    made = build_model(tokenizer, hidden=16, layers=1, heads=2, kv_heads=1)

    def saved(template: str) -> str:
        folder = tmp_path_factory.mktemp(template)
        tokenizer.chat_template = (TEMPLATES / f"{template}.jinja").read_text("utf-8")
        tokenizer.response_template = None
        made.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        return str(folder)

    return saved


@pytest.mark.slow
@pytest.mark.parametrize(("template", "thinking"), [("qwen3", None), ("qwen3", False), ("qwen3_5_nothink", True)])
def test_prompts_are_the_same_everywhere(
    template: str, thinking: bool | None, model: Callable[[str], str], built: Built, tmp_path: Path
) -> None:
    settings = ModelSection(path=model(template), device="cpu", thinking=thinking)
    loaded, tokenizer = load(settings.path, settings)
    bundle: Bundle = built["city_population"]
    source = EpisodeSource([bundle])
    environment = bundle.environment()
    (trajectory,) = rollout(environment, [TASK], GoldenPolicy())
    tools = source.documents(bundle.name, "base", TASK)
    first = environment.reset(TASK).messages
    # When it plays, for evaluation and collection.
    prompt = Dialect(tokenizer, manner(settings)).prompt(first, tools)
    shown = tokenizer.decode(prompt)
    assert shown.endswith("<think>\n\n</think>\n\n") is (thinking is False)
    assert shown.endswith("<think>\n") is (thinking is True)
    run = StageRun(tmp_path, 0, model=settings)
    # When it learns from demonstrations: what follows the prompt is what it is to write.
    sft = SftSection(steps=1, batch_size=1, max_length=4000)
    fit(tokenizer, sft, settings)
    row = train_sft(loaded, tokenizer, demonstration_rows([trajectory], [tools]), sft, run).train_dataset[0]
    assert row["input_ids"][: len(prompt)] == prompt
    # When it learns from preferences.
    said = template_messages(trajectory["messages"])[len(first)]
    other = {"role": "assistant", "content": "Answer: none"}
    pair = {"prompt": first, "chosen": [said], "rejected": [other], "tools": tools}
    rows = [{"prompt": first, "completion": [each], "label": each is said, "tools": tools} for each in (said, other)]
    dpo = train_dpo(loaded, tokenizer, [pair], DpoSection(steps=1, batch_size=1), run)
    assert dpo.train_dataset[0]["prompt_ids"] == prompt
    kto = train_kto(loaded, tokenizer, rows, KtoSection(steps=1, batch_size=2), run)
    assert {tuple(each["prompt_ids"]) for each in kto.train_dataset} == {tuple(prompt)}
    # When it learns from its own episodes.
    grpo = GrpoSection(steps=1, batch_size=2, generations=2, max_completion_length=20)
    fit(tokenizer, grpo, settings)
    rollouts = source.rows([(bundle.name, "base", TASK)])
    trainer = rollout_trainer(loaded, tokenizer, rollouts, grpo, run, RolloutRun(source))
    batch, _ = generated(trainer, [["Answer: none"], ["Answer: 5"]])
    assert [each.tolist()[-len(prompt) :] for each in batch["prompt_ids"]] == [prompt] * 2


def test_demonstrations_that_are_all_cut_off_before_their_answers_are_told(
    model: Callable[[str], str], built: Built, tmp_path: Path
) -> None:
    settings = ModelSection(path=model("qwen3"), device="cpu")
    loaded, tokenizer = load(settings.path, settings)
    bundle: Bundle = built["city_population"]
    (trajectory,) = rollout(bundle.environment(), [TASK], GoldenPolicy())
    rows = demonstration_rows([trajectory], [EpisodeSource([bundle]).documents(bundle.name, "base", TASK)])
    stage = SftSection(steps=1, batch_size=1, max_length=3)
    with pytest.raises(Unfit, match=r"`max_length = 3` ends every row before"):
        train_sft(loaded, tokenizer, rows, stage, StageRun(tmp_path, 0, model=settings))


def test_a_template_that_does_not_ask_about_thinking_is_told(model: Callable[[str], str]) -> None:
    path = model("qwen2_5")
    with pytest.raises(Unfit, match=r"`thinking` cannot be told to .*: its chat template does not ask"):
        load(path, ModelSection(path=path, device="cpu", thinking=False))
    _, tokenizer = load(path, ModelSection(path=path, device="cpu"))
    tokenizer.chat_template = "{{ 'thinking' }}{{ message.thinking }}thinking, enable_thinking"
    with pytest.raises(NotAsked):
        template_options(tokenizer, manner(ModelSection(path=path, thinking=True)))
    tokenizer.chat_template = "{%- if thinking is defined and thinking %}<think>{% endif %}"
    assert told(tokenizer, ModelSection(path=path, thinking=True)) == {"thinking": True}
    assert told(tokenizer, ModelSection(path=path)) == {}
    tokenizer.chat_template = None
    with pytest.raises(Unfit, match="no chat template"):
        told(tokenizer, ModelSection(path=path))


UNKNOWN = """{%- for message in messages %}<|im_start|>{{ message.role }}
{% if message.role == "assistant" %}{% generation %}{{ message.content }}
{%- for call in message.tool_calls or [] %}{{ call | tojson }}{% endfor %}<|im_end|>{% endgeneration %}
{%- else %}{{ message.content }}{% endif %}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}"""


def test_a_template_that_nobody_knows_needs_the_format_of_its_calls(model: Callable[[str], str]) -> None:
    path = model("qwen2_5")
    _, tokenizer = load(path, ModelSection(path=path, device="cpu"))
    grpo = GrpoSection(steps=1)
    tokenizer.chat_template = UNKNOWN
    with pytest.raises(Unfit, match=r"TRL does not know .*`\[model\] call_format` does not say"):
        fit(tokenizer, grpo, ModelSection(path=path))
    with pytest.raises(Unfit, match="does not read `mistral`"):
        fit(tokenizer, grpo, ModelSection(path=path, call_format="mistral"))
    fit(tokenizer, grpo, ModelSection(path=path, call_format="qwen"))
    begun = tokenizer.apply_chat_template(
        [{"role": "user", "content": "?"}], add_generation_prompt=True, tokenize=False
    )
    read_back = tokenizer.parse_response('<tool_call>{"name": "f", "arguments": {"x": 1}}</tool_call>', prefix=begun)
    assert read_back["tool_calls"][0]["function"] == {"name": "f", "arguments": {"x": 1}}
    fit(tokenizer, SftSection(steps=1), ModelSection(path=path))
    tokenizer.chat_template, tokenizer.response_template = UNKNOWN.replace("im_start", "begin"), None
    with pytest.raises(Unfit, match=r"do not begin with .* as those of `qwen` do"):
        fit(tokenizer, grpo, ModelSection(path=path, call_format="qwen"))
    tokenizer.chat_template = UNKNOWN.replace("{% generation %}", "").replace("{% endgeneration %}", "")
    with pytest.raises(Unfit, match="cannot train with it as it is"):
        fit(tokenizer, SftSection(steps=1), ModelSection(path=path))


def test_what_trl_could_not_read_is_read_in_the_models_format(built: Built) -> None:
    bundle = built["city_population"]
    step = bundle.environment().tasks[TASK].steps[0]
    # The tag alone does not say whether Qwen 3 or Qwen3-Coder wrote it; these values are typed by the documents.
    values = "".join(f"<parameter={name}>\n{value}\n</parameter>\n" for name, value in step.arguments.items())
    text = f"<function={step.tool}>\n{values}</function>"
    said = [{"role": "assistant", "content": text}]
    assert EpisodeSource([bundle], call_format="qwen").score(bundle.name, "base", TASK, said).calls == 0
    score = EpisodeSource([bundle], call_format="qwen3_coder").score(bundle.name, "base", TASK, said)
    assert (score.calls, score.solved) == (1, 1)


def test_settings_that_mean_nothing_are_told() -> None:
    assert get_args(CallFormat) == tuple(FORMATS)
    text = '[bundle]\npaths = ["b"]\n[model]\npath = "{path}"\n{more}\n[sft]\nsteps = 1\n'

    def found(path: str, more: str) -> list[str]:
        return [each.message for each in read("run.toml", text.format(path=path, more=more)).diagnostics]

    assert found("Qwen/Qwen3-8B", 'thinking = false\ncall_format = "qwen"') == []
    (about,) = found("Qwen/Qwen3-8B", "thinking = true")
    assert "demonstrations have no thoughts" in about
    (about,) = found("tiny", "thinking = false")
    assert "no `thinking`" in about
    (about,) = found("tiny", 'call_format = "qwen"')
    assert "no `call_format`" in about
    (about,) = found("Qwen/Qwen3-8B", 'call_format = "qwn"')
    assert "`call_format` is `qwen`" in about or "qwen" in about


def test_the_command_line_says_it_too(built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = str(built.folder("city_population"))
    out = ["-o", str(tmp_path / "out.jsonl")]
    assert run(["rollout", bundle, "--policy", "golden", "--call-format", "no such", *out]) == 2
    assert "there is no format 'no such'; there are qwen" in capsys.readouterr().err
    assert run(["rollout", bundle, "--policy", "golden", "--limit", "1", "--call-format", "Hermes", *out]) == 0


@pytest.mark.parametrize("option", ["--thinking", "--no-thinking"])
def test_a_model_without_thinking_is_not_played_as_if_it_had(
    option: str, model: Callable[[str], str], built: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["eval", str(built.folder("city_population")), "--policy", f"hf:{model('qwen2_5')}", option]
    assert run([*arguments, "--limit", "1"]) == 2
    assert "its chat template does not ask about thinking" in capsys.readouterr().err
