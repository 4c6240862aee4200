"""Hostile bodies that use up time, memory, depth or room in the answer.

`attacks.py` has the others, and says what stands for what.
"""

from __future__ import annotations

ON_LIMITS: dict[str, str] = {
    "infinite loop": r"""
def evil():
    while True:
        pass
""",
    "loop that catches everything": r"""
def step(n):
    for _ in range(1000):
        n += 1
    return n
def evil():
    x = 0
    while True:
        try:
            while True:
                x = step(x)
        except BaseException:
            x = 0
""",
    "10**10**8 (one C call)": r"""
def evil():
    return (10 ** 10 ** 8) % 7
""",
    "repeated squaring": r"""
def evil():
    x = 3
    for _ in range(40):
        x = x * x
    return x % 7
""",
    "regex bomb": r"""
import re
def evil():
    return bool(re.match('(a|a|aa)+$', 'a' * 60 + 'b'))
""",
    "sum(range(10**12))": r"""
def evil():
    return sum(range(10 ** 12))
""",
    "sleep 30 s": r"""
import time
def evil():
    time.sleep(30)
    return 1
""",
    "hash-collision keys": r"""
def evil():
    d = {}
    for i in range(60000):
        d[i * (2 ** 61 - 1)] = 1
    return len(d)
""",
    "signal handlers reset, then loop": r"""
import signal
def evil():
    for s in range(1, 32):
        try:
            signal.signal(s, signal.SIG_IGN)
        except Exception:
            pass
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
    while True:
        pass
""",
    "hostile __str__ of exception": r"""
class E(Exception):
    def __str__(self):
        while True:
            pass
def evil():
    raise E()
""",
    "infinite generator returned": r"""
def g():
    while True:
        yield 1
def evil():
    return g()
""",
    "list that grows for ever": r"""
def evil():
    l = []
    while True:
        l.append('x' * 10000 + str(len(l)))
""",
    "'a' * 10**10": r"""
def evil():
    return len('a' * 10 ** 10)
""",
    "200 MB answer": r"""
def evil():
    return 'x' * (200 << 20)
""",
    "print flood": r"""
def evil():
    for _ in range(3000):
        print('x' * 10000)
    return 1
""",
    "endless print": r"""
def evil():
    while True:
        print('x' * 10000)
""",
    "stack overflow": r"""
import sys
def evil():
    sys.setrecursionlimit(10 ** 9)
    class A:
        def __repr__(s):
            return repr(s)
    return repr(A())
""",
    "deep recursion, limit untouched": r"""
def evil(n=0):
    return evil(n + 1)
""",
    "answer nested 100,000 deep": r"""
def evil():
    l = []
    for _ in range(100000):
        l = [l]
    return l
""",
    "NaN, inf, lone surrogate, huge int": r"""
def evil():
    return {'a': float('nan'), 'b': float('inf'), 'c': '\ud800', 'd': 10 ** 400, 'e': '\x00'}
""",
    "setrlimit back up, then memory": r"""
import resource
def evil():
    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
    b = bytearray(1 << 30)
    return len(b)
""",
}
"""Name of an attack to its body."""
