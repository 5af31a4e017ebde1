"""Tie a child process to its parent's life, so that `kill -9` of the parent leaves nothing behind."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent(
    last_signal: signal.Signals = signal.SIGTERM, *, of_caller: bool = False
) -> Callable[[], None] | None:
    """What a child calls before it executes its program: `last_signal` reaches it when its parent ends, however it ends.

    Linux counts the parent's *thread*: start children from one that stays. `of_caller` binds the calling process itself
    to its own parent. Elsewhere than on Linux None, and what survives is ended by the next start (see `leftovers`).
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl  # loaded here: after fork nothing may be imported
    parent = os.getppid() if of_caller else os.getpid()

    def bind() -> None:
        prctl(PR_SET_PDEATHSIG, int(last_signal))
        if os.getppid() != parent:  # the parent was gone before prctl took effect
            os._exit(1)

    return bind
