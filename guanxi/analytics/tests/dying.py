"""Does a piece of work again and again in processes that die by SIGKILL: `python -m guanxi.analytics.tests.dying WORK MOMENTS`.

Each moment is [function of the filling, at which call, whether before or after it].
"""

import json
import os
import signal
import sys
from importlib import import_module
from itertools import count
from typing import Any

from guanxi.config.database import start_django


def die(work_id: int, function: str, time: int, moment: str) -> None:
    """Do the work until the `time`-th call of the function."""
    from guanxi.analytics.actions import filling
    from guanxi.analytics.warehouse import files
    from guanxi.core import work

    module: Any = files if function == "write" else filling
    real, calls = getattr(module, function), count(1)

    def dying(*given: Any, **named: Any) -> Any:
        last = next(calls) == time
        if last and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = real(*given, **named)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(module, function, dying)
    work.run(work_id)


def load() -> None:
    """Bring in once what each of them needs; Arrow brings the first three by itself where it first uses them."""
    from django.urls import get_resolver

    for name in ("pandas", "pyarrow.dataset", "pyarrow.parquet", "guanxi.analytics.actions.filling"):
        import_module(name)
    assert get_resolver().url_patterns


def main() -> None:
    """Say how each process ended; this one has neither threads nor connections when it forks."""
    start_django()
    load()

    ends = []
    for function, time, moment in json.loads(sys.argv[2]):
        child = os.fork()
        if not child:
            try:
                die(int(sys.argv[1]), function, time, moment)
            finally:
                os._exit(1)
        ends.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    sys.stdout.write(json.dumps(ends))


if __name__ == "__main__":
    main()
