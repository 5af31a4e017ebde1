"""The server's settings, written anew at every start (so that an upgrade brings new ones)."""

from pathlib import Path

import psutil

MIB = 1024 * 1024


def configuration(socket: Path, *, durable: bool = True) -> str:
    """Contents of `guanxi.conf`: safe and fit for two cores and 8 GiB, scaled by the machine's memory.

    `durable=False` is for throw-away test servers only.
    """
    memory = psutil.virtual_memory().total
    shared = _between(memory // 8, 128 * MIB, 2048 * MIB)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "max_connections": 80,
        "shared_buffers": f"{shared // MIB}MB",
        "effective_cache_size": f"{_between(memory // 2, 512 * MIB, 65536 * MIB) // MIB}MB",
        "work_mem": "24MB",
        "maintenance_work_mem": f"{_between(memory // 32, 64 * MIB, 512 * MIB) // MIB}MB",
        "random_page_cost": 1.1,
        "effective_io_concurrency": 16,
        "jit": "off",
        "fsync": _switch(durable),
        "synchronous_commit": _switch(durable),
        "full_page_writes": _switch(durable),
        # who looks at a test's tables before it has committed tells the planner that they are empty
        "autovacuum": _switch(durable),
        "wal_compression": "pglz",
        "min_wal_size": "256MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "idle_in_transaction_session_timeout": "15min",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "logging_collector": "on",
        "log_directory": "log",
        "log_filename": "postgresql-%a.log",  # seven files, each emptied when its day comes round again
        "log_rotation_age": "1d",
        "log_rotation_size": 0,
        "log_truncate_on_rotation": "on",
        "log_line_prefix": "%m [%p] %u@%d ",
        "log_min_error_statement": "panic",  # statements carry customers' data: keep them out of the log
    }
    return "".join(f"{name} = '{value}'\n" for name, value in settings.items())


def _switch(on: bool) -> str:
    return "on" if on else "off"


def _between(value: int, least: int, most: int) -> int:
    return max(least, min(value, most))
