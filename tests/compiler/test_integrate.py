"""Stage 3: tools that overlap become one, every old call keeps its result, and disjoint tools stay apart."""

from __future__ import annotations

import json

import pytest

from toolwright.compiler.integrate import Integration, integrate
from toolwright.compiler.integrate.fields import MOST_FIELDS
from toolwright.compiler.lower import lower_module
from toolwright.runtime.ir.tools import ToolModule
from toolwright.runtime.ir.types import EnumType, RecordType
from toolwright.runtime.ir.verify import problems
from toolwright.runtime.python import BUILTINS

from ..runtime.agreement import Pair
from .sources import checked, compiled

SPEC = """
scenario shop { title: "Shop", integrate: "all" }
enum State { open, sent, lost }
entity Order key id {
  "An order."
  id: str(2..4) "Number", state: State "How far it is", price: float(0.0..) "What it costs", town: str "Where it goes",
}
data Order {
  | id | state | price | town |
  | "o1" | "open" | 10.5 | "Oslo" |
  | "o2" | "sent" | 22.0 | "Bergen" |
  | "o3" | "open" | 7.25 | "Bergen" |
}
error NoOrder "There is no such order."
"""
TASK = """
task t {
  each o in Order
  ask $"What about order {o.id}?"
  step x = CALL
  answer x
}
"""


def module_of(tools: str, call: str) -> ToolModule:
    """The tools of a scenario over orders."""
    program = checked(SPEC + tools + TASK.replace("CALL", call))
    return lower_module(program, list(program.tools), [t.name for t in program.tools.values() if t.distractor])


def integrated(tools: str, call: str) -> Integration:
    """All tools of a scenario over orders, integrated."""
    module = module_of(tools, call)
    found = integrate(module, [tool.name for tool in module.tools])
    assert problems(found.module, BUILTINS) == []
    return found


def lookup(name: str, shown: str, type_: str, by: str = "order", result: str = "found.{}") -> str:
    """A tool that looks an order up."""
    return f"""
tool {name}({by}: str "Number of the order.") -> {type_}
  fails NoOrder
{{
  "The {name} of an order."
  let found = Order[{by}] ?? fail NoOrder
  return {result.format(shown)}
}}
"""


def counting(name: str, condition: str, doc: str = "How many orders.") -> str:
    """A tool that counts orders."""
    return f'\ntool {name}() -> int {{ "{doc}" return count([o for o in Order if {condition}]) }}\n'


# ------------------------------------------------------------------ what is merged


def test_equal_but_for_names() -> None:
    found = integrated(
        lookup("price", "price", "float") + lookup("cost", "price", "float", "number"), "price(order=o.id)"
    )
    (merge,) = found.merges
    assert (merge.kind, list(merge.old), merge.new) == ("equal", ["price", "cost"], "price")
    assert found.translated("cost", {"number": "o1"}).arguments == {"order": "o1"}
    assert [tool.name for tool in found.module.tools] == ["price"]


def test_the_same_lookup_with_another_field() -> None:
    tools = lookup("price", "price", "float") + lookup("town", "town", "str", "number")
    found = integrated(tools, "price(order=o.id)")
    (tool,) = found.module.tools
    assert (tool.name, [p.name for p in tool.params]) == ("order_details", ["order", "detail"])
    assert isinstance(tool.params[1].value, EnumType)
    assert tool.params[1].value.members == ("price", "town")
    assert isinstance(tool.result, RecordType)  # a number and a text
    call = found.translated("town", {"number": "o2"})
    assert (call.arguments, call.field) == ({"order": "o2", "detail": "town"}, "town")


SHIPS = """
scenario ships { title: "Ships", integrate: "all" }
entity Ship key name {
  "A ship."
  name: str "Name",
  length_m: float(unit="m") "Length",
  successor: Ship? "Ship that replaces it",
  sister: Ship "Ship built from the same drawings",
}
data Ship {
  | name   | length_m | successor | sister |
  | "Ara"  |     10.5 | "Bora"    | "Bora" |
  | "Bora" |     22.0 | null      | "Ara"  |
}
error NoShip "There is no such ship."
error NoOther "There is none."
"""


def test_an_option_has_the_name_of_its_field_be_it_a_link_that_may_be_missing_or_in_a_unit() -> None:
    shown = {
        "span": ("float", "found.length_m"),
        "next": ("str", "(found.successor ?? fail NoOther).name"),
        "like": ("str", "found.sister.name"),
        "after_next": ("float", "(found.successor ?? fail NoOther).length_m"),
    }
    tools = "".join(
        f"""
tool {name}(ship: str "Name of the ship.") -> {type_}
  fails {"NoShip, NoOther" if "NoOther" in value else "NoShip"}
{{
  "The {name} of a ship."
  let found = Ship[ship] ?? fail NoShip
  return {value}
}}
"""
        for name, (type_, value) in shown.items()
    )
    program = checked(
        SHIPS + tools + TASK.replace("Order", "Ship").replace("o.id", "o.name").replace("CALL", "span(ship=o.name)")
    )
    module = lower_module(program, list(program.tools), [])
    found = integrate(module, [tool.name for tool in module.tools])
    (tool,) = found.module.tools
    assert isinstance(tool.params[1].value, EnumType)
    assert tool.params[1].value.members == ("length_m", "successor", "sister", "length_of_successor")
    assert found.translated("next", {"ship": "Ara"}).field == "successor"


def test_fields_of_one_type_are_plain_values() -> None:
    tools = lookup("town", "town", "str") + lookup("number", "id", "str")
    found = integrated(tools, "town(order=o.id)")
    assert found.module.tools[0].result.type == "str"
    assert found.translated("town", {"order": "o2"}).field is None


def test_results_that_are_records_stay_what_they_are() -> None:
    fields = {"price": "float", "town": "str"}
    tools = "".join(lookup(f"{f}_of", f, f"{{ {f}: {t} }}", result="{{ {0}: found.{0} }}") for f, t in fields.items())
    found = integrated(tools + lookup("number", "id", "str"), "number(order=o.id)")
    (merge,) = found.merges
    assert merge.kind == "field"
    assert found.translated("town_of", {"order": "o2"}).field is None
    pair = Pair(found.module, {"Order": [{"id": "o2", "state": "sent", "price": 22.0, "town": "Bergen"}]})
    assert json.loads(pair.call(merge.new, {"order": "o2", "detail": "town"}).text) == {"town": "Bergen"}


def test_constants_become_a_parameter_typed_by_their_field() -> None:
    tools = counting("open_orders", 'o.state == "open"') + counting("sent_orders", 'o.state == "sent"')
    found = integrated(tools, "open_orders()")
    (tool,) = found.module.tools
    (param,) = tool.params
    assert (param.name, param.value.type, param.doc) == ("state", "enum", "Of the order: how far it is.")
    assert found.translated("sent_orders", {}).arguments == {"state": "sent"}
    assert tool.doc == "Number of orders whose state is the given state."


def test_a_bound_is_a_parameter_that_says_so() -> None:
    found = integrated(counting("dear", "o.price >= 20.0") + counting("cheap", "o.price >= 5.0"), "dear()")
    (param,) = found.module.tools[0].params
    assert (param.name, param.value.type) == ("min_price", "float")


def test_a_special_case_becomes_a_call_of_the_general_tool() -> None:
    general = """
tool in_town(town: str "Town of the orders.") -> int {
  "How many orders go to a town."
  return count([o for o in Order if o.town == town])
}
"""
    found = integrated(general + counting("in_bergen", 'o.town == "Bergen"'), "in_town(town=o.town)")
    (tool,) = found.module.tools
    assert (tool.name, tool.doc) == ("in_town", "How many orders go to a town.")
    assert found.translated("in_bergen", {}).arguments == {"town": "Bergen"}
    assert found.translated("in_town", {"town": "Oslo"}).arguments == {"town": "Oslo"}


def test_writing_tools_are_merged_with_writing_tools_alone() -> None:
    def setting(name: str, state: str) -> str:
        return f"""
tool {name}(order: str "Number of the order.") -> str
  fails NoOrder
  writes Order
{{
  "Set the state of an order."
  let found = Order[order] ?? fail NoOrder
  update found {{ state: "{state}" }}
  return found.id
}}
"""

    found = integrated(
        setting("send", "sent") + setting("lose", "lost") + lookup("number", "id", "str"), "send(order=o.id)"
    )
    assert found.merges == ()  # what is written is no constant that a parameter could name


# ------------------------------------------------------------------ what stays apart


@pytest.mark.parametrize(
    "other",
    [
        counting("other", 'o.town == "Oslo"'),
        counting("other", "o.price > 5.0"),
        counting("other", 'o.state != "open"'),
        '\ntool other() -> float { "Sum." return sum([o.price for o in Order if o.state == "open"]) }\n',
    ],
    ids=["field", "field and operator", "operator", "function"],
)
def test_disjoint_tools_stay_apart(other: str) -> None:
    found = integrated(counting("open_orders", 'o.state == "open"') + other, "open_orders()")
    assert found.merges == ()
    assert [tool.name for tool in found.module.tools] == ["open_orders", "other"]


def test_distractors_stay_apart() -> None:
    tools = lookup("price", "price", "float") + "@distractor" + lookup("town", "town", "str")
    assert integrated(tools, "price(order=o.id)").merges == ()


def test_texts_of_errors_never_become_parameters() -> None:
    tools = """
error Lost(what: str) $"No {what}."
""" + "".join(
        f'tool {n}(order: str "Number.") -> str fails Lost {{ "Doc." return (Order[order] ?? fail Lost("{w}")).id }}\n'
        for n, w in (("one", "order"), ("two", "parcel"))
    )
    found = integrated(tools, "one(order=o.id)")
    assert all("order" not in (p.name for p in tool.params) or len(tool.params) == 1 for tool in found.module.tools)
    assert len(found.module.tools) == 2


def test_one_tool_has_so_many_fields_at_most() -> None:
    names = [f"f{i}" for i in range(MOST_FIELDS + 2)]
    entity = f'entity Thing key id {{ "A thing." id: str, {", ".join(f"{n}: str" for n in names)} }}\n'
    row = " | ".join(f'"{n}"' for n in ["k", *names])
    tools = "".join(
        f'tool get_{n}(id: str "Key.") -> str fails NoOrder {{ "Get." return (Thing[id] ?? fail NoOrder).{n} }}\n'
        for n in names
    ).replace("return (Thing[id] ?? fail NoOrder).", "let t = Thing[id] ?? fail NoOrder return t.")
    text = f"{entity}data Thing {{ | {' | '.join(['id', *names])} | | {row} | }}\n{tools}"
    found = integrated(text, 'get_f0(id="k")')
    (merge,) = found.merges
    assert list(merge.old) == [f"get_{n}" for n in names[:MOST_FIELDS]]
    (left,) = found.apart
    assert left.tools == ("get_f8", "get_f9")
    assert "8 fields at most" in left.why


# ------------------------------------------------------------------ the setting, and the record


DERIVED = """
scenario towns { title: "Towns"SETTING }
entity Town key id { "A town." id: str "Key", name: str "Name", people: int "Who live there", river: str "River" }
data Town {
  | id | name | people | river |
  | "a" | "Aby" | 100 | "Ara" |
  | "b" | "Beby" | 250 | "Bora" |
}
error NoTown "There is no such town."
tool river(town: str "Name of the town.") -> str
  fails NoTown
{
  "River of a town."
  let found = first([x for x in Town if x.name == town]) ?? fail NoTown
  return found.river
}
task a { each t in Town ask $"How many in {t.name}?" step x = derive t.people asks $"In {t.name}?" answer x }
task b {
  each t in Town
  ask $"Which river in {t.name}, and key?"
  step x = derive t.id asks $"Key of {t.name}?"
  step y = river(town=t.name) asks $"River?"
  answer y
}
"""


@pytest.mark.parametrize(
    ("setting", "tools"),
    [
        ("", ["river", "town_details"]),
        (', integrate: "derived"', ["river", "town_details"]),
        (', integrate: "none"', ["river", "people_of_town", "id_of_town"]),
    ],
)
def test_the_setting_says_what_is_merged(setting: str, tools: list[str]) -> None:
    found = compiled(DERIVED.replace("SETTING", setting))
    assert found.files is not None, found.diagnostics
    named = [t["function"]["name"] for t in json.loads(found.files["levels/base/tools.json"])]
    assert named == tools
    stages = json.loads(found.files["report.json"])["stages"]
    assert [row["what"] for row in stages] == ["tool", "tool"] + ["field"] * ("town_details" in tools)
    tasks = [json.loads(row) for row in found.files["levels/base/tasks.jsonl"].decode().splitlines()]
    assert [task["answer"]["value"] for task in tasks] == [100, 250, "Ara", "Bora"]
    assert [task["steps"][0]["answer"] for task in tasks] == [100, 250, "a", "b"]


def test_the_record_says_what_each_call_is_now() -> None:
    files = compiled(DERIVED.replace("SETTING", "")).files
    assert files is not None
    row = json.loads(files["report.json"])["stages"][-1]
    assert row["from"] == ["people_of_town", "id_of_town"]
    assert row["to"] == "town_details"
    assert row["why"] == "the same lookup of a town, another field, now `detail`"
    assert row["calls"]["people_of_town"] == {
        "arguments": {"town": {"parameter": "town"}, "detail": {"value": "people"}},
        "result": "people",
    }
