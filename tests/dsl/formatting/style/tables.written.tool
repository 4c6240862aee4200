library t { title: "Tables" }
entity City key id { id: str, name: str, people: int?, area: float, open: bool, marks: list[int], note: map[str, int] }
data City {
| id | name | people | area | open | marks | note |
| "a" | "東京" | 13_960_000 | 2194.1 | true | [1,2] | {} |
| "b" | "Ørsta" | null | -5.0 | false | [] | {"x y": 1} |

| "long" | "a cell that is very long, so long that no line of one hundred columns would ever hold it" | 7 | 0.5 | true | [] | {} | | "d" | "x" | 1 | 1.0 | true | [] | {} |
}
