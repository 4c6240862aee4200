scenario a { title: "A" }
entity City key id { id: str, people: int }
data City { | id | people | | "x" | 1 | | "y" | 2 | }
extern python counted(n: int) -> bool "whether it is early" { imports: ["collections"] }
```python
SEEN = []
TIMES: dict = {}
QUEUE = collections.deque()
LIMITS = [1, 2]
WORDS = ("a", "b")
def counted(n):
    SEEN.append(n)
    SEEN.append(n)
    TIMES[n] = TIMES.get(n, 0) + 1
    (lambda: QUEUE.popleft())()
    return len(SEEN) < LIMITS[0] + len(WORDS) and remembered(n)
def remembered(n, known={}, *, more=[], late=None):
    known[n]["x"] = n
    more.extend([n])
    late.append(n)
    return True
```
extern python kept(n: int) -> int "a number" {}
```python
SEEN = []
MEMO = {}
NUMBER = 3
def kept(n):
    SEEN = []
    SEEN.append(n)
    NUMBER.append(n)
    for TABLE in [[]]:
        TABLE.append(n)
    return sum(own(SEEN, SEEN)) + steps(n) + len(sorted(MEMO))
def own(MEMO, found, extra=[]):
    MEMO[0] = 1
    found.append(2)
    extra = list(extra)
    extra.append(3)
    return extra
def steps(n):
    if n not in MEMO:
        MEMO[n] = 1 if n < 2 else steps(n - 1) + 1
    return MEMO[n]
```
tool people(id: str "Key.") -> int {
  "Inhabitants."
  return if counted(1) then kept(City[id]?.people ?? 0) else 0
}
task how_many { each c in City ask $"How many live in {c.id}?" step n = people(id=c.id) answer n }
#! TW0825 4:15 what a call puts into `SEEN` is gone at the next one
#! TW0825 4:15 what a call puts into `TIMES` is gone at the next one
#! TW0825 4:15 what a call puts into `QUEUE` is gone at the next one
#! TW0825 4:15 what a call puts into `known` is gone at the next one
#! TW0825 4:15 what a call puts into `more` is gone at the next one
