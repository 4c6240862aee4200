"""Training files: mistakes are told with place, code and mend; what is right reads back as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.dsl.diagnostics import Diagnostic
from toolwright.trainer.config import Checked, Config, read, resolved

GOOD = """seed = 3

[bundle]
paths = ["build/*"]
levels = ["base", "two"]

[model]
path = "tiny"

[sft]
steps = 20

[grpo]
steps = 10
batch_size = 16
"""


def at(found: Diagnostic) -> str:
    """File, line and column, as they are shown."""
    line, column = found.span.source.position(found.span.start)
    return f"{found.span.source.name}:{line}:{column}"


def only(checked: Checked) -> Diagnostic:
    assert checked.config is None
    assert len(checked.diagnostics) == 1, [each.message for each in checked.diagnostics]
    return checked.diagnostics[0]


@pytest.mark.parametrize(
    ("old", "new", "code", "place", "message", "mend"),
    [
        ("steps = 10", "stepz = 10", "TW0905", "t.toml:14:1", "`[grpo]` has no setting `stepz`", "`steps`?"),
        ("[grpo]", "[grppo]", "TW0905", "t.toml:13:2", "no section or setting `grppo`", "`grpo`?"),
        ("[model]", "[modell]", "TW0905", "t.toml:7:2", "no section or setting `modell`", "`model`?"),
        ("steps = 10", 'steps = "ten"', "TW0906", "t.toml:14:9", 'a whole number, and this is the text "ten"', "100"),
        ("steps = 10", "steps = 0", "TW0906", "t.toml:14:9", "`steps` is at least 1, and not 0", "100"),
        ("steps = 10", "steps = true", "TW0906", "t.toml:14:9", "a whole number, and this is true", "100"),
        ("steps = 10", "steps = 10\nclip = -1", "TW0906", "t.toml:15:8", "`clip` is more than 0, and not -1", ""),
        ("steps = 10", "", "TW0907", "t.toml:13:2", "`[grpo]` lacks the setting `steps`", "`steps = 100`"),
        ("batch_size = 16", 'on = "episode"', "TW0906", "t.toml:15:6", "and not `episode`", "`episodes`?"),
        ("batch_size = 16", 'dtype = "x"', "TW0905", "t.toml:15:1", "no setting `dtype`", "`[model]`"),
        ("batch_size = 16", "zzzzz = 1", "TW0905", "t.toml:15:1", "no setting `zzzzz`", "`[grpo.trl]`"),
        ("batch_size = 16", "batch_size = 12", "TW0906", "t.toml:15:14", "no whole groups of 8", "`generations`: 16"),
        ('"two"]', '"base"]', "TW0906", "t.toml:5:19", "`base` is named twice", ""),
        ('"two"]', "2]", "TW0906", "t.toml:5:19", "`levels` is a text in quotes, and this is the number 2", ""),
        ('["build/*"]', "[]", "TW0906", "t.toml:4:9", "`paths` is empty", "build"),
        ('["build/*"]', '["build/*"', "TW0919", "t.toml:4:9", "this is no TOML: unclosed array", "quotes"),
        ('"two"]', '["]" # ]', "TW0919", "t.toml:5:19", "this is no TOML: unclosed array", "quotes"),
        ("batch_size = 16", "trl = {a = [1, 2}", "TW0919", "t.toml:15:12", "this is no TOML: unclosed array", ""),
        ("batch_size = 16", "trl = [1,", "TW0919", "t.toml:15:7", "this is no TOML: unclosed array", ""),
        ('["build/*"]', "build", "TW0919", "t.toml:4:9", "this is no TOML: invalid value", "quotes"),
        ("batch_size = 16", "[pairs]\ngap = 0.1", "TW0906", "t.toml:15:2", "there is neither", ""),
        ("[grpo]", "[vllm]\nport = 1\n[dpo]", "TW0906", "t.toml:13:2", "for `[grpo]` and `[reinforce]`", ""),
        ("batch_size = 16", "[tiny]\nlayers = 0", "TW0906", "t.toml:16:10", "`layers` is at least 1", ""),
        ("batch_size = 16", "rounds = 2", "TW0906", "t.toml:15:10", "episodes are always new", "prefixes"),
        (
            "batch_size = 16",
            'credit = "turn"\nreward = "ftrl_f1"',
            "TW0906",
            "t.toml:15:10",
            "which `ftrl_f1` has not",
            "position",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(old: str, new: str, code: str, place: str, message: str, mend: str) -> None:
    found = only(read("t.toml", GOOD.replace(old, new, 1)))
    assert (found.code, at(found)) == (code, place)
    assert message in found.message
    assert mend in (found.help or "")


def test_all_mistakes_are_told_at_once_and_each_once() -> None:
    text = GOOD.replace("paths", "pathes").replace("steps = 20", "step = 20").replace('"tiny"', "1")
    checked = read("t.toml", text)
    assert sorted((each.code, at(each)) for each in checked.diagnostics) == [
        ("TW0905", "t.toml:11:1"),
        ("TW0905", "t.toml:4:1"),
        ("TW0906", "t.toml:8:8"),
    ]


def test_what_does_not_go_together_is_told_beside_other_mistakes() -> None:
    text = GOOD.replace('"two"]', '"base"]').replace("steps = 20", "steps = 0").replace("= 16", "= 12")
    checked = read("t.toml", text + "[pairs]\n[lora]\nrank = 0\n")
    assert sorted(at(each) for each in checked.diagnostics) == [
        "t.toml:11:9",  # steps
        "t.toml:15:14",  # no whole groups
        "t.toml:16:2",  # no preferences
        "t.toml:18:8",  # rank
        "t.toml:5:19",  # a level named twice
    ]
    assert checked.config is None and checked.sound
    assert checked.sound.order == ["grpo"] and checked.sound.lora is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("batch_size = 16", "batch_size = 16\ngenerations = 0.5\nmicro_batch = 7"),  # a batch of 16 may be right
        ("[grpo]", "[gprpo]"),  # which may have had the stage of `[curriculum]`
        ('"two"]', "2]"),  # so the curriculum may have two levels
    ],
)
def test_what_a_mistake_may_explain_is_not_told(old: str, new: str) -> None:
    checked = read("t.toml", GOOD.replace(old, new, 1) + "[curriculum]\n")
    assert len(checked.diagnostics) == 1, [each.message for each in checked.diagnostics]


@given(st.sets(st.sampled_from(["bundle", "model", "sft", "grpo", "order", "seed", "eval"]), min_size=1), st.booleans())
def test_sections_without_mistakes_stay(broken: set[str], misspelt: bool) -> None:
    text = "".join(f"{name} = {{}}\n" if name == "seed" else "" for name in broken)
    text += "order = 3\n" if "order" in broken else ""
    for part in GOOD.partition("\n\n")[2].split("\n\n"):
        name = part[1 : part.index("]")]
        text += part.replace("= ", "= [[]] # ", 1) + "\n" if name in broken else f"{part}\n"
    text += "[eval]\nlevels = 1\n" if "eval" in broken else ""
    checked = read("t.toml", text + ("[other]\n" if misspelt else ""))
    assert checked.config is None and checked.sound
    found = {each.span.source.position(each.span.start)[0] for each in checked.diagnostics}
    assert len(found) == len(checked.diagnostics) == len(broken) + misspelt
    good = read("t.toml", GOOD).config
    assert good
    for name in {"bundle", "model", "sft", "grpo"} - broken:
        assert getattr(checked.sound, name) == getattr(good, name)
    assert checked.sound.order == [name for name in ("sft", "grpo") if name not in broken]


def test_fixes_mend_what_is_misspelt() -> None:
    text = GOOD.replace("batch_size", "batchsize").replace("[sft]\nsteps", '[sft]\ndemonstrations = "noizy"\nsteps')
    for found in read("t.toml", text).diagnostics:
        assert found.fix
        for edit in found.fix.edits:
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        break
    (rest,) = read("t.toml", text).diagnostics
    assert rest.fix
    (edit,) = rest.fix.edits
    mended = text[: edit.span.start] + edit.text + text[edit.span.end :]
    assert read("t.toml", mended).diagnostics == ()


def test_stages_run_as_their_sections_stand() -> None:
    config = read("t.toml", GOOD).config
    assert config and config.order == ["sft", "grpo"]
    head, sft, grpo = GOOD.partition("[sft]")[0], "[sft]\nsteps = 1\n", "[grpo]\nsteps = 1\n"
    other = read("t.toml", head + grpo + sft).config
    assert other and other.order == ["grpo", "sft"]
    chosen = read("t.toml", GOOD, ['order=["grpo", "sft"]']).config
    assert chosen and chosen.order == ["grpo", "sft"]
    assert "names `dpo`" in only(read("t.toml", GOOD, ['order=["dpo"]'])).message


def test_a_file_that_trains_nothing_is_refused() -> None:
    assert "nothing is trained" in only(read("t.toml", GOOD.partition("[sft]")[0])).message


def test_the_command_line_wins_over_the_file() -> None:
    config = read("t.toml", GOOD, ["grpo.steps=7", "model.path=out/x", "kto.steps=2", "eval.tasks_most=0"]).config
    assert config and config.grpo and config.kto
    assert (config.grpo.steps, config.model.path, config.kto.steps, config.eval.tasks_most) == (7, "out/x", 2, 0)
    assert config.order == ["sft", "grpo", "kto"]


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("grpo.steps=x", "`steps` is a whole number"),
        ("grpo.stepz=1", "no setting `stepz`"),
        ("grpo", "`grpo` has no value"),
        ("=3", "is no setting"),
        ("seed.x=3", "`seed` is a value"),
    ],
)
def test_a_mistake_on_the_command_line_is_shown_there(override: str, message: str) -> None:
    found = only(read("t.toml", GOOD, [override]))
    assert message in found.message
    assert (found.span.source.name, found.span.text) == ("<command line>", override)


@given(
    st.lists(st.text(max_size=8), min_size=1, max_size=3),
    st.floats(min_value=1e-9, max_value=10, exclude_min=True),
    st.booleans(),
    st.dictionaries(
        st.text(max_size=4), st.one_of(st.booleans(), st.integers(), st.lists(st.text(max_size=3))), max_size=3
    ),
)
def test_what_is_resolved_reads_back_the_same(paths: list[str], rate: float, dpo: bool, trl: dict[str, object]) -> None:
    table = {
        "bundle": {"paths": paths},
        "model": {"path": paths[0], "thinking": dpo or None},
        "grpo": {"steps": 3, "learning_rate": rate, "trl": trl},
        **({"dpo": {"steps": 1}} if dpo else {}),
        "order": ["grpo", "dpo"] if dpo else ["grpo"],
    }
    config = Config.model_validate(table)
    again = read("t.toml", resolved(config))
    assert again.diagnostics == ()
    assert again.config == config


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    checked = read("t.toml", text)
    assert checked.config is None
    assert checked.diagnostics


@pytest.mark.parametrize("text", ["[" * 5000, "a = " + "[" * 5000, "a = " + "{b=" * 3000, "a." * 3000 + "a = 1"])
def test_depth_does_not_break_it_either(text: str) -> None:
    assert read("t.toml", text).diagnostics
