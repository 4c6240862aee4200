"""The policy behind an endpoint: over real sockets, with a server that goes wrong in every way."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from toolwright.runtime import Bundle, BundleError, Environment, score
from toolwright.trainer import GoldenPolicy, rollout
from toolwright.trainer.policies import Manner, PolicyRefused, Sampling
from toolwright.trainer.policies.openai import OpenAIPolicy, Patience
from toolwright.trainer.rollout import Ended, Failed, Played, jobs_of, play, play_async

from .endpoint import Endpoint, Fault, nothing

Load = Callable[[str], Bundle]
QUICK = Patience(timeout=5.0, retries=3, first_pause=0.001)


@pytest.fixture(scope="module")
def environment(bundle: Load) -> Environment:
    """Tasks of several turns."""
    return bundle("conference_fares").environment()


def some(environment: Environment, count: int = 6) -> list[str]:
    """Task ids from all over the level."""
    return list(environment.tasks)[:: max(1, len(environment.tasks) // count)][:count]


def played(
    server: Endpoint, environment: Environment, tasks: Sequence[str], patience: Patience = QUICK, **options: Any
) -> list[Ended]:
    """What comes of *tasks* with the model of *server*."""
    policy = OpenAIPolicy("golden", server.url, patience=patience, **options)
    return list(play(jobs_of(environment, tasks), policy, 4))


def bare(messages: Sequence[Any]) -> Any:
    """Messages without the ids of calls, which an engine chooses."""
    kept = [{k: v for k, v in message.items() if k != "tool_call_id"} for message in messages]
    for message in kept:
        if message.get("tool_calls"):
            message["tool_calls"] = [call["function"] for call in message["tool_calls"]]
    return kept


def by_task(ended: Sequence[Ended]) -> dict[str, Any]:
    assert all(isinstance(each, Played) for each in ended), [each for each in ended if isinstance(each, Failed)]
    return {each.job.task: bare(each.trajectory["messages"]) for each in ended if isinstance(each, Played)}


def plain(environment: Environment, tasks: Sequence[str]) -> dict[str, Any]:
    """The same tasks, played by the golden policy in process."""
    return {t["task"]: bare(t["messages"]) for t in rollout(environment, tasks, GoldenPolicy())}


def test_a_model_behind_a_server_plays_as_it_would_in_process(environment: Environment) -> None:
    tasks = some(environment, 12)
    with Endpoint(environment, delay=0.01) as server:
        ended = played(server, environment, tasks, sampling=Sampling(0.5, 99))
        assert by_task(ended) == plain(environment, tasks)
        assert 2 <= server.most_at_once <= 4
        lines = [each.trajectory for each in ended if isinstance(each, Played)]
    assert all(score(environment.bundle, line).reward == 1.0 for line in lines)
    for line in lines:
        turns = sum(message["role"] == "assistant" for message in line["messages"])
        assert line["usage"] == {"prompt_tokens": 7 * turns, "completion_tokens": 3 * turns}
        assert line["policy"] == f"openai:golden@{server.url}"
        ids = [call["id"] for message in line["messages"] for call in message.get("tool_calls") or ()]
        assert len(ids) == len(set(ids)) and all(len(each) == 9 and each.isalnum() for each in ids)
    for body in server.bodies:
        assert {k: body[k] for k in ("model", "temperature", "max_tokens")} == {
            "model": "golden",
            "temperature": 0.5,
            "max_tokens": 99,
        }
    assert len({body["seed"] for body in server.bodies}) == len(server.bodies)


@pytest.mark.parametrize(
    "fault",
    [
        (500, "oh"),
        (503, "{}"),
        (429, "slow down", {"Retry-After": "0.01"}),
        (408, ""),
        "cut",
        "garbage",
        {"no": 1},
        [1],
    ],
)
def test_what_passes_is_tried_again(environment: Environment, fault: Any) -> None:
    tasks = some(environment, 4)

    def twice_wrong(number: int, body: dict[str, Any]) -> Fault:
        if fault in ({"no": 1}, [1]):
            return (200, json.dumps(fault)) if number % 3 < 2 else None
        result: Fault = fault
        return result if number % 3 < 2 else None

    patience = Patience(timeout=5.0, retries=20, first_pause=0.001)
    with Endpoint(environment, fault=twice_wrong) as server:
        assert by_task(played(server, environment, tasks, patience)) == plain(environment, tasks)


def test_a_stalled_request_is_given_up_and_sent_again(environment: Environment) -> None:
    tasks = some(environment, 2)

    def first_stalls(number: int, body: dict[str, Any]) -> Fault:
        return "stall" if number == 0 else None

    with Endpoint(environment, fault=first_stalls) as server:
        ended = played(server, environment, tasks, Patience(timeout=0.3, retries=3, first_pause=0.001))
        assert by_task(ended) == plain(environment, tasks)


def test_one_conversation_that_never_goes_well_does_not_stop_the_others(environment: Environment) -> None:
    tasks = some(environment, 5)
    bad = environment.tasks[tasks[2]].question

    def that_one(number: int, body: dict[str, Any]) -> Fault:
        return (500, "no") if body["messages"][1]["content"] == bad else None

    with Endpoint(environment, fault=that_one) as server:
        ended = played(server, environment, tasks)
        sent = [body for body in server.bodies if body["messages"][1]["content"] == bad]
    failed = [each for each in ended if isinstance(each, Failed)]
    assert [(each.job.task, each.reason) for each in failed] == [
        (tasks[2], "the server answers 500: no (tried 4 times)")
    ]
    assert len(sent) == 1 + QUICK.retries
    assert len(ended) == len(tasks)


def test_a_server_that_only_fails_is_given_up(environment: Environment) -> None:
    with (
        Endpoint(environment, fault=lambda number, body: (500, "no")) as server,
        pytest.raises(PolicyRefused, match="the last 8 episodes failed"),
    ):
        played(server, environment, some(environment, 40), Patience(retries=0))


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ((401, "who are you, sk-secret?"), r"refuses the key \(401\): who are you, \*\*\*\?"),
        ((403, "no"), "refuses the key"),
        ((404, "no such model"), "answers 404: no such model"),
        ((307, ""), "answers 307"),
        ((429, '{"error": {"code": "insufficient_quota"}}'), "insufficient_quota"),
    ],
)
def test_what_does_not_pass_is_not_tried_again(environment: Environment, fault: Fault, says: str) -> None:
    with Endpoint(environment, fault=lambda number, body: fault) as server:
        with pytest.raises(PolicyRefused, match=says) as refused:
            policy = OpenAIPolicy("m", server.url, key="sk-secret", patience=QUICK)
            list(play(jobs_of(environment, some(environment, 1)), policy, 1))
        assert len(server.bodies) == 1
        assert server.headers[0]["authorization"] == "Bearer sk-secret"
    assert "sk-secret" not in str(refused.value)


def test_a_key_is_in_no_trajectory(environment: Environment) -> None:
    with Endpoint(environment) as server:
        ended = played(server, environment, some(environment, 1), key="sk-secret")
    assert "sk-secret" not in repr([each.trajectory for each in ended if isinstance(each, Played)])


def test_nobody_there_is_said_at_once(environment: Environment) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(PolicyRefused, match=r"nobody answers at .*/v1"):
        list(play(jobs_of(environment, some(environment, 1)), OpenAIPolicy("m", url), 1))


def refuses(field: str, text: str, status: int) -> Callable[[int, dict[str, Any]], Fault]:
    """A server that refuses one field, also inside messages."""

    def fault(number: int, body: dict[str, Any]) -> Fault:
        return (status, text) if field in body or any(field in message for message in body["messages"]) else None

    return fault


@pytest.mark.parametrize(
    ("field", "status", "text", "remark"),
    [
        ("seed", 422, "Unexpected fields in the request: {'seed'}", "takes no `seed`"),
        ("top_p", 400, '{"error": {"message": "unknown field top_p"}}', "takes no `top_p`"),
        ("seed", 422, "Unprocessable", "takes no `seed`"),
        ("temperature", 400, "Unsupported value: 'temperature' does not support 0", "a temperature of its own"),
        ("max_tokens", 400, "'max_tokens' is not supported, use 'max_completion_tokens'", None),
    ],
)
def test_a_field_that_a_server_refuses_is_left_out(
    environment: Environment, field: str, status: int, text: str, remark: str | None
) -> None:
    tasks = some(environment, 4)
    with Endpoint(environment, fault=refuses(field, text, status)) as server:
        policy = OpenAIPolicy("m", server.url, patience=QUICK)
        assert by_task(list(play(jobs_of(environment, tasks), policy, 2))) == plain(environment, tasks)
        refused = [body for body in server.bodies if field in body]
    assert 1 <= len(refused) <= 2, "what was learned is kept"
    assert "max_tokens" in server.bodies[-1] or "max_completion_tokens" in server.bodies[-1]
    assert (remark is None and not policy.remarks) or any(remark and remark in each for each in policy.remarks)


def test_a_server_is_told_whether_the_model_thinks(environment: Environment) -> None:
    (task,) = some(environment, 1)
    asked = {"enable_thinking": False, "thinking": False}
    with Endpoint(environment) as server:
        played(server, environment, [task])
        assert not any("chat_template_kwargs" in body for body in server.bodies)
        played(server, environment, [task], manner=Manner(thinking=False))
        assert server.bodies[-1]["chat_template_kwargs"] == asked
    with Endpoint(environment, fault=refuses("chat_template_kwargs", "no chat_template_kwargs here", 400)) as server:
        policy = OpenAIPolicy("m", server.url, patience=QUICK, manner=Manner(thinking=False))
        assert by_task(list(play(jobs_of(environment, [task]), policy, 1))) == plain(environment, [task])
    assert policy.remarks == ["the server takes no `chat_template_kwargs`: whether the model thinks is its own choice"]


def test_calls_in_the_text_are_read_in_the_format_that_is_said(environment: Environment) -> None:
    (task,) = some(environment, 1)

    class Bare:
        name = "bare"

        def act(self, batch: Any) -> list[dict[str, Any]]:
            return [{"role": "assistant", "content": '{"name": "f", "parameters": {}}'} for _ in batch]

    with Endpoint(environment, Bare()) as server:
        (silent,) = played(server, environment, [task])
        (read,) = played(server, environment, [task], manner=Manner(call_format="llama3"))
    assert isinstance(silent, Played) and isinstance(read, Played)
    assert "tool_calls" not in silent.trajectory["messages"][2]
    assert read.trajectory["messages"][2]["tool_calls"][0]["function"]["name"] == "f"


def test_thinking_is_kept_and_sent_back_where_it_is_taken(environment: Environment) -> None:
    (task,) = some(environment, 1)
    golden = GoldenPolicy()

    class Thinks:
        name = "thinks"

        def act(self, batch: Any) -> list[dict[str, Any]]:
            return [{**message, "reasoning": "hm"} for message in golden.act(batch)]

    with Endpoint(environment, Thinks()) as server:
        (each,) = played(server, environment, [task])
        assert isinstance(each, Played)
        told = [message for message in server.bodies[-1]["messages"] if message["role"] == "assistant"]
        assert told and all(message["reasoning_content"] == "hm" for message in told)
    said = [message for message in each.trajectory["messages"] if message["role"] == "assistant"]
    assert all(message["reasoning_content"] == "hm" for message in said)
    with Endpoint(environment, Thinks(), fault=refuses("reasoning_content", "reasoning_content: extra", 400)) as server:
        (each,) = played(server, environment, [task])
        assert isinstance(each, Played)
        assert score(environment.bundle, each.trajectory).reward == 1.0


def test_a_conversation_that_does_not_fit_ends(environment: Environment) -> None:
    (task,) = some(environment, 1)
    text = "This model's maximum context length is 64 tokens; max_tokens is too large"

    def no_room(number: int, body: dict[str, Any]) -> Fault:
        return (400, text) if number else None

    with Endpoint(environment, fault=no_room) as server:
        (each,) = played(server, environment, [task])
    assert isinstance(each, Played)
    assert each.trajectory["finish"] == ["stop", "context"]
    assert each.trajectory["messages"][-1] == {"role": "assistant", "content": ""}


def test_calls_in_text_and_malformed_ones_count_and_are_sent_back_as_json(environment: Environment) -> None:
    (task,) = some(environment, 1)
    texts = ['<tool_call>{"name": "x", </tool_call>', "Answer: 1"]

    def writes(number: int, body: dict[str, Any]) -> Fault:
        for message in body["messages"]:
            for call in message.get("tool_calls") or ():
                json.loads(call["function"]["arguments"])  # as servers do before they render
        return {"role": "assistant", "content": texts[number]}

    with Endpoint(environment, fault=writes) as server:
        (each,) = played(server, environment, [task])
    assert isinstance(each, Played)
    result = score(environment.bundle, each.trajectory)
    assert (result.calls, result.turns[0].calls[0].error) == (1, "unknown_tool")


def test_the_servers_time_is_respected_by_all(environment: Environment) -> None:
    """After `Retry-After` nobody sends for that time."""
    times: list[float] = []

    def busy(number: int, body: dict[str, Any]) -> Fault:
        times.append(asyncio.get_running_loop().time())
        return (429, "", {"Retry-After": "0.4"}) if number == 0 else None

    with Endpoint(environment, fault=busy, delay=0.02) as server:
        ended = played(server, environment, some(environment, 1))
        assert by_task(ended)
    assert times[1] - times[0] >= 0.35


def test_inside_a_running_loop(environment: Environment) -> None:
    tasks = some(environment, 3)

    async def main(url: str) -> list[Ended]:
        return [each async for each in play_async(jobs_of(environment, tasks), OpenAIPolicy("m", url), 2)]

    with Endpoint(environment) as server:
        assert by_task(asyncio.run(main(server.url))) == plain(environment, tasks)


def test_stopping_early_closes_everything(environment: Environment) -> None:
    with Endpoint(environment, delay=0.01) as server:
        ended = play(jobs_of(environment, some(environment, 9)), OpenAIPolicy("m", server.url), 3)
        next(ended)
        ended.close()
    assert len(server.bodies) < 40


def test_unknown_tasks_are_refused(environment: Environment) -> None:
    with Endpoint(environment, fault=nothing) as server, pytest.raises(BundleError, match="no task 'no/1'"):
        played(server, environment, ["no/1"])


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://x/v1", "http://"),
        ("http://", "no URL"),
        ("nowhere", "no URL"),
        ("http://user:secret@host/v1", "no user"),
        ("http://host/v1?key=secret", "no user"),
        ("http://[::1/v1", "no URL"),
    ],
)
def test_urls_that_are_none(url: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        OpenAIPolicy("m", url)


def test_a_bare_host_means_v1() -> None:
    assert OpenAIPolicy("m", "http://h:1").name == "openai:m@http://h:1/v1"
    assert OpenAIPolicy("m", "http://h:1/").name == "openai:m@http://h:1/v1"
    assert OpenAIPolicy("m", "http://h:1/api/v2/").name == "openai:m@http://h:1/api/v2"
