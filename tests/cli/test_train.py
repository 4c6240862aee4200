"""`toolwright train`: what it says before it trains anything. tests/trainer/training has the training."""

from __future__ import annotations

import logging
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

from toolwright.cli import run
from toolwright.cli.libraries import quiet
from toolwright.trainer.config import read, resolved
from toolwright.trainer.training.places import placed

TEXT = """[bundle]
paths = ["worlds/*"]
levels = ["base", "scaled"]

[model]
path = "tiny"
device = "cpu"

[grpo]
steps = 3

[grpo.trl]
sync_ref_model = false
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training file beside the bundle that it names."""
    place = tmp_path_factory.mktemp("train")
    assert run(["build", "specs/city_population", "-o", str(place / "worlds")]) == 0
    (place / "first.toml").write_text(TEXT)
    return place


@pytest.fixture
def no_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """What trains cannot be imported: a test that passes has come to no training library."""
    for name in ("run", "report"):
        monkeypatch.setitem(sys.modules, f"toolwright.trainer.training.{name}", None)


def test_a_dry_run_prints_the_file_as_it_is_understood(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", str(folder / "first.toml"), "grpo.steps=5", "--dry-run"]) == 0
    out, err = capsys.readouterr()
    config = read("first.toml", TEXT, ["grpo.steps=5"]).config
    assert config and out == resolved(config)
    assert tomllib.loads(out)["grpo"]["steps"] == 5
    assert str(folder / "runs" / "first") in err
    assert not (folder / "runs").exists()


@pytest.mark.parametrize(
    ("override", "message", "mend"),
    [
        ('bundle.paths=["worlds/nowhere"]', "TW0901", ""),
        ('bundle.paths=["elsewhere/*"]', "no bundle is called `elsewhere/*`", "toolwright build"),
        ('bundle.levels=["scalded"]', "`city_population` has no level `scalded`", "did you mean `scaled`?"),
        ("grpo.trl.sync_ref_modl=true", "GRPOConfig has no option `sync_ref_modl`", "did you mean `sync_ref_model`?"),
        ("grpo.trl.num_generations=4", "`num_generations` of TRL is said by `generations`", "write `generations`"),
        ("grpo.trl.adam_beta1=nine", "TRL's `adam_beta1` is not 'nine'", "valid number"),
        ("grpo.trl.optim=nope", "TRL does not take `optim = 'nope'`", "nope is not a valid OptimizerNames"),
        ("grpo.trl.optim=adamw_8bit", "TRL does not take `optim = 'adamw_8bit'`", "bitsandbytes"),
        ("grpo.trl.cache_implementation=x", "TRL does not take `cache_implementation = 'x'`", "Choose one of"),
        ("grpo.trl.scale_rewards=groups", "TRL's `scale_rewards` is not 'groups'", "did you mean `group`?"),
        (
            "grpo.trl.importance_sampling_level=x",
            "TRL's `importance_sampling_level` is not 'x'",
            "write `token` or `sequence`",
        ),
        ("model.path=worlds/nowhere/else", "there is no folder `worlds/nowhere/else`", "name the folder of a model"),
        ("model.path=./model", "there is no folder `./model`", "a model of the hub"),
        ('bundle.held_out_paths=["worlds/city_population"]', "is trained on, and held out, too", ""),
        ("vllm.mode=server", "`[vllm]` generates with vLLM, which is not installed", "toolwright[vllm]"),
        ("vllm.port=8001", "error[TW0920]", "toolwright[vllm]"),
        ("vllm.port=8001", "vLLM takes the weights from GPUs", "leave `[vllm]` out"),
        ("lora.rank=4", "`[lora]` needs peft", "toolwright[lora]"),
        ('log.trackers=["wandb"]', "`wandb` is not installed", "pip install wandb"),
        ('log.trackers=["tensorboard"]', "`tensorboard` is not installed", "pip install tensorboard"),
        ("model.attention=flash_attention_2", "`flash_attention_2` needs a package", "pip install kernels"),
        ("model.attention=flash_attention", "and not `flash_attention`", "did you mean `flash_attention_2`?"),
        ("nosec.x=1", "no section or setting `nosec`", "`vllm`; `seed`, `out` and `order` stand before them"),
        ("tiny.heads=3", "3 heads cannot share 2 heads of keys and values", "`heads` is a multiple of `kv_heads`: 4"),
        ("tiny.heads=128", "each of 128 heads is 1 wide", "`hidden = 256`"),
    ],
)
def test_what_a_run_would_stumble_over_is_told_before(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    override: str,
    message: str,
    mend: str,
) -> None:
    # As in an install without the optional packages.
    monkeypatch.setattr("toolwright.trainer.training.installed.find_spec", lambda name: None)
    assert run(["train", str(folder / "first.toml"), override, "--dry-run"]) == 1
    out, err = capsys.readouterr()
    assert not out
    assert message in err and mend in err and "<command line>:1:1" in err


def test_what_is_installed_is_used(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolwright.trainer.training.installed.find_spec", lambda name: name)
    config = str(folder / "first.toml")
    assert run(["train", config, "vllm.mode=server", "model.device=auto", "lora.rank=4", "--dry-run"]) == 0
    assert run(["train", config, 'log.trackers=["wandb"]', "--dry-run"]) == 0
    capsys.readouterr()
    assert run(["train", config, "model.attention=flash_attention_2", "--dry-run"]) == 1
    assert "runs on GPUs alone" in capsys.readouterr().err


def test_mistakes_of_the_file_and_of_what_it_names_are_told_at_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = ["grpo.steps=0", "model.path=./model", "grpo.trl.num_generations=4", 'bundle.levels=["scalded"]', "x.y=1"]
    assert run(["train", str(folder / "first.toml"), *wrong, "sft.steps=2", "sft.trl.maxsteps=1"]) == 1
    err = capsys.readouterr().err
    for said in ("at least 1", "no folder `./model`", "no level `scalded`", "no option `maxsteps`", "`x`"):
        assert said in err
    assert "5 errors" in err  # and nothing of the stage whose steps are wrong


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_a_folder_that_cannot_be_written_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], no_training: None, options: list[str]
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for out in ("file/run", "file", "link/run"):
        assert run(["train", str(folder / "first.toml"), "-o", str(tmp_path / out), *options]) == 2
    err = capsys.readouterr().err
    assert err.count("cannot be written: ") == 2 and "file is not a directory" in err and "a link to nothing" in err


def test_a_file_that_leaves_nothing_to_train_on_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", str(folder / "first.toml"), "bundle.held_out=0.9999999"]) == 1
    assert "none is left to train on" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_no_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", str(tmp_path / "no.toml")]) == 2
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    assert run(["train", str(tmp_path / "bytes.toml")]) == 2
    assert "cannot be read" in (err := capsys.readouterr().err) and "no text in UTF-8" in err


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_a_run_is_not_overwritten_and_not_invented(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], no_training: None, options: list[str]
) -> None:
    config = str(folder / "first.toml")
    assert run(["train", config, "-o", str(tmp_path), "--resume", *options]) == 2
    (tmp_path / "config.toml").write_text("seed = 1\n")
    assert run(["train", config, "-o", str(tmp_path), *options]) == 2
    (tmp_path / "config.toml").write_bytes(b"\xff")
    assert run(["train", config, "-o", str(tmp_path), "--resume", *options]) == 2
    err = capsys.readouterr().err
    assert "no run in" in err and "go on with it by --resume" in err and "config.toml cannot be read" in err


def test_a_run_goes_on_with_its_own_settings_and_others_are_named(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], no_training: None
) -> None:
    config = str(folder / "first.toml")
    begun = read("first.toml", TEXT, ["grpo.generations=4"]).config
    assert begun
    (tmp_path / "config.toml").write_text(resolved(begun))
    assert run(["train", config, "-o", str(tmp_path), "--resume", "grpo.steps=4", "lora.rank=2"]) == 1
    out, err = capsys.readouterr()
    assert not out and err.count("error[TW0906]") == 6
    for words in (
        f"`grpo.steps` is `4`, and the run in {tmp_path} was started with `3`",
        "`grpo.generations` is `8`",
        "was started with `4`",
        "`lora.rank` is `2`",
        "was started with not said",
        "first.toml:9:2",
        "<command line>:1:1",
    ):
        assert words in err
    (tmp_path / "config.toml").write_text("steps = ")
    assert run(["train", config, "-o", str(tmp_path), "--resume"]) == 1
    assert "no TOML any more" in capsys.readouterr().err
    (tmp_path / "config.toml").write_text(resolved(begun))
    assert run(["train", config, "-o", str(tmp_path), "--resume", "grpo.generations=4", "--dry-run"]) == 0


def test_a_run_that_is_stopped_says_how_it_goes_on(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _ends_with(KeyboardInterrupt(), monkeypatch)
    config, out = str(folder / "first.toml"), str(tmp_path / "run")
    for options in ([], ["--resume"]):
        assert run(["train", config, "-o", out, *options]) == 130
        assert f"stopped; what is done is kept in {out}: go on with it by --resume" in capsys.readouterr().err


def test_what_stops_a_run_from_outside_is_no_bug(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {ConnectionError("no server"): "Error: no server\n", OSError(28, "No space left"): "run: No space left\n"}
    for problem, words in said.items():
        _ends_with(problem, monkeypatch)
        assert run(["train", str(folder / "first.toml"), "-o", str(tmp_path / words[:2] / "run")]) == 2
        assert capsys.readouterr().err.endswith(words)


def _ends_with(problem: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run ends with *problem*, without any training library."""

    class Ended:
        def __init__(self, *_: object) -> None: ...

        def go(self) -> None:
            raise problem

    training = "toolwright.trainer.training"
    monkeypatch.setitem(sys.modules, f"{training}.run", SimpleNamespace(Run=Ended))
    monkeypatch.setitem(sys.modules, f"{training}.report", SimpleNamespace(write_report=None))


def test_advice_of_trl_is_not_shown() -> None:
    quiet()
    assert not logging.getLogger("trl.trainer.kto_trainer").isEnabledFor(logging.WARNING)


def test_a_model_is_seen_from_the_folder_of_the_file(folder: Path) -> None:
    written = read("first.toml", TEXT, ["model.path=models/mine"])
    assert written.config is not None
    (folder / "models" / "mine").mkdir(parents=True)
    found, problems = placed(written.config, written.written, folder)
    assert (found.model.path, problems) == (str(folder / "models" / "mine"), [])
    hub = written.config.model_copy(update={"model": written.config.model.model_copy(update={"path": "Qwen/Qwen3-8B"})})
    assert placed(hub, written.written, folder) == (hub, [])
