"""The one door to the runtime: green under eventlet, plain threads elsewhere.

Only this module and wsgi.py know eventlet; moving to another runtime changes these two files.
"""

import queue
import sys
import threading
import time
from collections.abc import Callable
from typing import Any


def is_green() -> bool:
    """Say whether wsgi.py has monkey-patched this process."""
    eventlet = sys.modules.get("eventlet")
    return eventlet is not None and bool(eventlet.patcher.is_monkey_patched("thread"))


def offload(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Run slow CPU work (over 5 ms) off the loop and return its result."""
    if is_green():
        from eventlet import tpool

        return tpool.execute(work, *args, **kwargs)
    return work(*args, **kwargs)


def spawn(work: Callable[..., Any], *args: Any) -> object:
    """Start work beside this one: a green thread under eventlet, a daemon thread elsewhere."""
    if is_green():
        import eventlet

        return eventlet.spawn(work, *args)
    thread = threading.Thread(target=work, args=args, daemon=True)
    thread.start()
    return thread


def sleep(seconds: float) -> None:
    """Rest without stopping the others."""
    if is_green():
        import eventlet

        eventlet.sleep(seconds)
        return
    time.sleep(seconds)


# After monkey_patch() these are the green ones; before it, the plain ones.
Queue = queue.Queue
Empty = queue.Empty
Event = threading.Event
Lock = threading.Lock
Semaphore = threading.Semaphore
