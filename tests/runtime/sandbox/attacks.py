"""Hostile bodies: each defines `evil`, which the host calls and survives (`harness.py` says what is looked at).

`@DIR@` is a folder that anybody may write, `@PORT@` a listener of the host on the loopback, `@ABS@` one of its abstract
sockets, `@HOSTPID@` the host. Secrets of the host: ENV-SECRET (environment), FILE-SECRET (a file in the folder and an
inherited descriptor), MEM-SECRET (memory). Forks and threads are bounded, for the case that an attack works.
"""

from __future__ import annotations

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

BODIES: dict[str, str] = {
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
    "fork 60 children that stay": r"""
import os, time
def evil():
    for _ in range(60):
        if os.fork() == 0:
            time.sleep(25)
            os._exit(0)
    return 'forked'
""",
    "300 threads that burn on": r"""
import threading
def burn():
    while True:
        pass
def evil():
    for _ in range(300):
        threading.Thread(target=burn, daemon=True).start()
    return 'started'
""",
    "kill parent": r"""
import os, signal
def evil():
    os.kill(os.getppid() if os.getpid() != @HOSTPID@ else os.getpid(), signal.SIGKILL)
    return 'killed'
""",
    "sys.exit": r"""
import sys
def evil():
    sys.exit(0)
""",
    "os._exit": r"""
import os
def evil():
    os._exit(0)
""",
    "segfault through ctypes": r"""
import ctypes
def evil():
    return ctypes.string_at(0)
""",
    "subprocess": r"""
import subprocess
def evil():
    return subprocess.check_output(['/bin/cat', '@DIR@/secret']).decode()
""",
    "_posixsubprocess.fork_exec": r"""
import os, _posixsubprocess
def evil():
    r, w = os.pipe()
    left = [None, None, -1, -1, -1, -1, -1, -1, r, w, False, False, 0, None, None, None, -1, None, False]
    _posixsubprocess.fork_exec([b'/bin/sh', b'-c', b'echo x > @DIR@/evil_px'], [b'/bin/sh'], True, (), *left)
    import time
    for _ in range(2000000): pass
    return 'ran'
""",
    "read a file": r"""
def evil():
    return open('@DIR@/secret').read()
""",
    "write a file": r"""
def evil():
    open('@DIR@/evil_w', 'w').write('x')
    return 'written'
""",
    "symlink": r"""
import os
def evil():
    os.symlink('/etc/passwd', '@DIR@/evil_ln')
    return 'linked'
""",
    "/dev/shm file": r"""
def evil():
    open('/dev/shm/@TAG@_evil', 'w').write('x')
    return 'written'
""",
    "TCP connect to host": r"""
import socket
def evil():
    s = socket.create_connection(('127.0.0.1', @PORT@), 1)
    s.send(b'x')
    return 'connected'
""",
    "abstract unix socket": r"""
import socket
def evil():
    s = socket.socket(socket.AF_UNIX)
    s.connect('\0@ABS@')
    s.send(b'x')
    return 'connected'
""",
    "environment variables": r"""
import os
def evil():
    return dict(os.environ)
""",
    "/proc of host (environ, fd)": r"""
import os
def evil():
    out = ''
    for p in (os.getpid(), os.getppid()):
        for f in ('environ', 'cmdline'):
            try:
                out += open('/proc/%d/%s' % (p, f)).read()
            except Exception as e:
                out += type(e).__name__
    return out
""",
    "read inherited descriptors": r"""
import os
def evil():
    out = b''
    for fd in range(3, 256):
        try:
            out += os.pread(fd, 100, 0)
        except Exception:
            pass
    return out.decode('utf-8', 'replace')
""",
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
