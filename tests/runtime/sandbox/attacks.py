"""Hostile bodies: each defines `evil`, which the host calls and survives (`harness.py` says what is looked at).

`@DIR@` is a folder that anybody may write, `@PORT@` a listener of the host on the loopback, `@ABS@` one of its abstract
sockets, `@HOSTPID@` the host. Secrets of the host: ENV-SECRET (environment), FILE-SECRET (a file in the folder and an
inherited descriptor), MEM-SECRET (memory). Forks and threads are bounded, for the case that an attack works.
"""

from __future__ import annotations

from .attacks_on_limits import ON_LIMITS
from .attacks_on_the_machine import ON_THE_MACHINE

HEAD = """
calls = 0
def benign(a, b):
    return a + b
def probe():
    global calls
    calls += 1
    return [calls, len([1, 2, 3]), "evil_mark" in globals()]
"""
"""What stands before every body: two honest functions."""

IN_THE_PROCESS: dict[str, str] = {
    "gc.get_objects for the golden answer": r"""
import gc
def evil():
    for o in gc.get_objects():
        if type(o) is dict and 'answer' in o:
            return str(o['answer'])
    return 'no'
""",
    "__subclasses__ to os": r"""
def evil():
    for c in object.__subclasses__():
        if c.__name__ == '_wrap_close':
            g = c.__init__.__globals__
            return str(g['environ'])
    return 'no'
""",
    "module attribute walk (json.codecs)": r"""
import json
def evil():
    return json.codecs.open('@DIR@/secret').read()
""",
    "frame walk": r"""
import sys
def evil():
    f = sys._getframe()
    while f:
        if 'GOLDEN' in f.f_globals:
            return str(f.f_globals['GOLDEN'])
        f = f.f_back
    return 'no'
""",
    "traceback frame walk (no sys)": r"""
def evil():
    try:
        1 / 0
    except Exception as e:
        f = e.__traceback__.tb_frame
        while f:
            if 'GOLDEN' in f.f_globals:
                return str(f.f_globals['GOLDEN'])
            f = f.f_back
    return 'no'
""",
    "set reward in __main__": r"""
import sys
def evil():
    m = sys.modules['__main__']
    m.REWARD['v'] = 1.0
    m.GOLDEN['answer'] = 'mine'
    return 'set'
""",
    "patch builtins.len": r"""
import builtins
def evil():
    builtins.len = lambda x: 999
    return 'patched'
""",
    "patch json.dumps": r"""
import json
def evil():
    json.dumps = lambda *a, **k: '{"reward": 1}'
    return 'patched'
""",
    "rewrite the sibling tool": r"""
def evil():
    global benign
    benign = lambda a, b: 42
    benign_ = globals()
    benign_['evil_mark'] = 1
    return 'patched'
""",
    "patch sibling's code object": r"""
def evil():
    benign.__code__ = (lambda a, b: 42).__code__
    return 'patched'
""",
    "leak state to the next episode": r"""
def evil():
    global calls, evil_mark
    calls += 1000
    evil_mark = 'from episode A'
    return calls
""",
    "pickle attack on the answer": r"""
class P:
    def __reduce__(self):
        import os
        return (os.system, ('touch @DIR@/evil_pk',))
def evil():
    return P()
""",
    "forge answer on every descriptor": r"""
import os, struct
def evil():
    good = b'[0,"FORGED"]'
    msg = struct.pack('<I', len(good)) + good
    for fd in range(0, 64):
        try:
            os.write(fd, msg)
        except Exception:
            pass
    os._exit(0)
""",
    "raw garbage on the answer channel": r"""
import os
def evil():
    for fd in (1, 3, 4, 5, 6, 7, 8, 40, 41):
        try:
            os.write(fd, b'\xff' * 100000)
        except Exception:
            pass
    return 1
""",
    "atexit hook writes a file": r"""
import atexit
def evil():
    atexit.register(lambda: open('@DIR@/evil_ae', 'w').write('x'))
    import sys
    sys.exit(0)
""",
    "__del__ at shutdown": r"""
class D:
    def __del__(self):
        open('@DIR@/evil_del', 'w').write('x')
d = D()
def evil():
    global d
    d = None
    return 'done'
""",
    "raw syscalls through ctypes": r"""
import ctypes
def evil():
    l = ctypes.CDLL(None)
    fd = l.syscall(2, b'@DIR@/evil_sc', 0o101, 0o644)
    l.syscall(1, fd, b'x', 1)
    return fd
""",
    "process_vm_readv of parent": r"""
import ctypes, os
def evil():
    l = ctypes.CDLL(None, use_errno=True)
    pid = os.getppid()
    buf = ctypes.create_string_buffer(64)
    try:
        base = int(open('/proc/%d/maps' % pid).readline().split('-')[0], 16)
    except Exception as e:
        return type(e).__name__
    class iov(ctypes.Structure):
        _fields_ = [('b', ctypes.c_void_p), ('n', ctypes.c_size_t)]
    n = l.syscall(310, pid, ctypes.byref(iov(ctypes.addressof(buf), 64)), 1, ctypes.byref(iov(base, 64)), 1, 0)
    return 'MEM-SECRET' if n > 0 else 'refused'
""",
    "disarm an audit hook (gc + __code__)": r"""
import gc
def evil():
    for o in gc.get_objects():
        if type(o).__name__ == 'function' and o.__name__ == 'audit_hook':
            o.__code__ = (lambda ev, args: None).__code__
    open('@DIR@/evil_ah', 'w').write('x')
    return 'written'
""",
    "hostile subclass of dict/str": r"""
class S(str):
    def __eq__(self, o): return True
    def __hash__(self): return 1
class D(dict):
    def items(self):
        while True:
            yield ('k', 1)
    def __len__(self): return 1
def evil():
    return D({S('a'): S('b')})
""",
}
"""Attacks on the host's objects, on other functions and on the process that runs them."""
BODIES: dict[str, str] = {**ON_LIMITS, **ON_THE_MACHINE, **IN_THE_PROCESS}
"""Name of an attack to its body."""
ON_THE_CHANNEL: dict[str, str] = {
    "half a frame, then stall": r"""
import os, struct
def evil():
    for fd in (1, 41):
        try:
            os.write(fd, struct.pack('<I', 100) + b'[1')
        except Exception:
            pass
    while True:
        pass
""",
    "frame header of 4 GiB": r"""
import os, struct
def evil():
    for fd in (1, 41):
        try:
            os.write(fd, struct.pack('<I', 0xFFFFFFFF))
        except Exception:
            pass
    return 1
""",
    "raw frame nested 60,000 deep": r"""
import os, struct
def evil():
    b = b'[' * 60000
    for fd in (1, 41):
        try:
            os.write(fd, struct.pack('<I', len(b)) + b)
        except Exception:
            pass
    return 1
""",
    "true answer, then a second frame": r"""
import os, struct, sys, json
def evil():
    f = sys._getframe(1)
    while 'ident' not in f.f_locals:
        f = f.f_back
    b = json.dumps([f.f_locals['ident'], [[0, 'FORGED']]]).encode()
    for _ in range(2):
        os.write(41, struct.pack('<I', len(b)) + b)
    return 1
""",
    "one byte at a time": r"""
import os, struct
def evil():
    for fd in (1, 41):
        try:
            os.write(fd, struct.pack('<I', 60000))
        except Exception:
            pass
    while True:
        for _ in range(300000): pass
        for fd in (1, 41):
            try:
                os.write(fd, b'[')
            except Exception:
                pass
""",
    "raw NaN and bad UTF-8 in the answer": r"""
import os, struct, sys
def evil():
    f = sys._getframe(1)
    while 'ident' not in f.f_locals:
        f = f.f_back
    b = b'["' + f.f_locals['ident'].encode() + b'",[[0,{"a":NaN,"b":"\xff\xfe"}]]]'
    os.write(41, struct.pack('<I', len(b)) + b)
    while True:
        pass
""",
}
"""Attacks on the channel that answers go through."""
