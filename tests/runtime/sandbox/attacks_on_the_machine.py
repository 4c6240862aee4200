"""Hostile bodies that reach for processes, files, sockets and secrets.

`attacks.py` has the others, and says what stands for what.
"""

from __future__ import annotations

ON_THE_MACHINE: dict[str, str] = {
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
}
"""Name of an attack to its body."""
