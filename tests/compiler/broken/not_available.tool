edition 1

scenario not_available { title: "What cannot be built yet" }

entity City key id {
  "A city."
  id: str,
  name: str(1..40),
}

data City { | id | name | | "oslo" | "Oslo" | }

extern python half(x: float) -> float "Half of it." { imports: ["math"] }
```python
def half(x):
    return math.floor(x) / 2
```

error NoCity "There is no such city."

tool city_key(name: str "Name of the city.") -> str
  fails NoCity
{
  "Key of a city."
  return (first([x for x in City if x.name == name]) ?? fail NoCity).id
}

task city {
  each c in City
  ask $"What is the key of {c.name}?"
  step key = city_key(name=c.name)
  answer key
}

scale { level hard { functionality: 1, parameters: 1, types: 2, toolset: 0 } }

#! TW0703 13:15 `extern python` functions cannot be built yet
