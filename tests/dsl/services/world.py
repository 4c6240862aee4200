"""Projects in memory, with a mark where the cursor is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolwright.dsl.check import analyse
from toolwright.dsl.services.bind import index
from toolwright.dsl.services.model import Index

ROOT = Path(__file__).parents[3]
GOOD = [*sorted((ROOT / "specs").rglob("*.tool")), *sorted((ROOT / "tests/dsl/good_specs").rglob("*.tool"))]
CURSOR = "‸"


class Memory:
    """Files by path."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise FileNotFoundError(2, "No such file or directory")
        return self.files[path].encode("utf-8", "surrogatepass")


class Disk:
    """The files of this machine."""

    def read(self, path: str) -> bytes:
        return Path(path).read_bytes()


@dataclass(frozen=True)
class At:
    """A project with a place in it."""

    files: Memory
    path: str
    offset: int
    index: Index


def at(text: str, path: str = "a/main.tool", **files: str) -> At:
    """A project whose root has *text*, which holds the cursor; *files* are called `lib` for `a/lib.tool`."""
    return at_file(path, {path: text, **{f"a/{name}.tool": content for name, content in files.items()}})


def at_file(root: str, files: dict[str, str]) -> At:
    """A project in which one of the *files* holds the cursor."""
    path = next(path for path, text in files.items() if CURSOR in text)
    memory = Memory({name: text.replace(CURSOR, "") for name, text in files.items()})
    return At(memory, path, files[path].index(CURSOR), index(analyse(root, memory)))


HEAD = 'edition 1\nscenario demo { title: "Demo" }\n'
GEO = """edition 1
library geo { title: "Places" }
enum Size { small "Up to a million.", large }
entity Country key code {
  "A country."
  code: str(pattern="[A-Z]{2}") "ISO code",
  name: str(1..60),
}
entity City key id {
  id: str,
  name: str(1..60) "English name",
  size: Size = "small",
  country: Country,
}
data Country {
  | code | name     |
  | "NO" | "Norway" |
}
data City {
  | id     | name   | size    | country |
  | "oslo" | "Oslo" | "large" | "NO"    |
}
error NotFound(what: str, name: str) $"There is no {what} called {name}."
"""
TRIP = (
    HEAD
    + """import City, Country as Land, NotFound, Size from "lib.tool"
const LIMIT = 3
fn land_of(city: City) -> str = city.country.name
tool find_city(name: str(1..60) "Name of the city.", size: Size? = null "How large.") -> { id: str, land: str }
  fails NotFound
{
  "Finds a city."
  let found = first([c for c in City if c.name == name and (size == null or c.size == size) take LIMIT])
    ?? fail NotFound("city", name)
  return { id: found.id, land: land_of(found) }
}
tool land(code: str "Code.") -> { name: str } fails NotFound {
  "A country by its code."
  let found = Land[code] ?? fail NotFound(what="country", name=code)
  return { name: found.name }
}
task where_is {
  kind single_hop
  each c in City
  ask $"In which country is {c.name}?"
  step found = find_city(name=c.name, size="large")
    asks $"Where is {c.name}?"
    gives found.land
  answer found.land
}
test "it finds Oslo" {
  expect find_city(name="Oslo").land == "Norway"
  expect find_city(name="Oslo", size="small") fails NotFound
}
"""
)
