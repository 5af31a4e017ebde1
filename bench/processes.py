"""What process trees used: CPU seconds and proportional memory. Children that ended are in their parent's sum."""

import psutil


def cpu(roots: list[int]) -> float:
    """CPU seconds (user and system) so far of these processes and all below them."""
    seconds = 0.0
    for process in _trees(roots):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        seconds += times.user + times.system + times.children_user + times.children_system
    return seconds


def pss(roots: list[int]) -> float:
    """Proportional set size in MiB: memory that processes share is counted once."""
    bytes_used = 0
    for process in _trees(roots):
        try:
            bytes_used += process.memory_full_info().pss
        except psutil.NoSuchProcess:
            continue
    return bytes_used / 2**20


def busy() -> float:
    """CPU seconds the whole machine was busy so far."""
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system + times.irq + times.softirq)


def child_with(root: int, words: str) -> int:
    """The first process below `root` whose command line holds `words`, the one that is nearest to it."""
    for process in psutil.Process(root).children(recursive=True):
        try:
            if words in " ".join(process.cmdline()):
                return process.pid
        except psutil.Error:
            continue
    message = f"no process below {root} runs {words}"
    raise LookupError(message)


def _trees(roots: list[int]) -> list[psutil.Process]:
    found: dict[int, psutil.Process] = {}
    for root in roots:
        first = psutil.Process(root)
        for process in (first, *first.children(recursive=True)):
            found[process.pid] = process
    return list(found.values())
