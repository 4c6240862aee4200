edition 1
library externs { title: "Python that is refused" }

entity City key id { id: str "Key." }
data City { | id | | "oslo" | }

extern python area(r: float, c: City) -> float "Area." { imports: ["maths", "os"], timeout: 5 }
```python
import os
def area(radius):
    return math.pi * radius ** 2 * open("/etc/passwd").__class__
```

extern python broken(x: int) -> int { imports: ["math"], timeout_ms: 0 }
```python
def broken(x)
    return x
```

extern python other(x: int) -> City {}
```python
class A:
    pass
def another(x):
    return "{0}".format(x)
```

extern python late(day: date) -> bool { imports: ["datetime"] }
```python
def late(day):
    return day < datetime.date.today().isoformat()
```

fn twice(x: int) -> int = broken(x) + broken("a")
#! TW0305 7:33 a parameter of an extern function cannot be a row
#! TW0422 7:68 `maths` cannot be imported
#! TW0422 7:77 `os` cannot be imported
#! TW0905 7:84 an extern function has no setting `timeout`
#! TW0422 9:1 an `import` statement is not allowed here
#! TW0423 10:5 `area` has other parameters here than it declares
#! TW0422 11:36 cannot use the name `open`
#! TW0422 11:56 cannot use the attribute `__class__`
#! TW0906 14:70 a whole number from 1 to 10000
#! TW0421 16:14 this is not Python: expected ':'
#! TW0423 20:15 the block defines no function `other`
#! TW0305 20:32 the result of an extern function cannot be a row
#! TW0422 22:1 a class is not allowed here
#! TW0422 25:18 cannot use the attribute `format`
#! TW0422 31:32 cannot use the attribute `today`
#! TW0321 34:27 a function cannot call the extern function `broken`
#! TW0321 34:39 a function cannot call the extern function `broken`
#! TW0301 34:46 expected `int`, found `str`
