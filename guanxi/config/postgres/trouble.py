"""What a failing database means, in a sentence, and what to do about it."""

REMEDIES = (
    ("password authentication failed", "Correct user and password in DATABASE_URL (or APP_DATABASE_URL)."),
    ("no password supplied", "Give the password in DATABASE_URL: postgresql://user:password@host:5432/guanxi"),
    ("no pg_hba.conf entry", "Allow this machine and user in that server's pg_hba.conf, then reload it."),
    ("does not exist", "Make it on that server: CREATE DATABASE guanxi OWNER … ENCODING 'UTF8' TEMPLATE template0;"),
    ("resolve host", "Correct the host in DATABASE_URL."),
    ("Connection refused", "Start that server, or correct host and port in DATABASE_URL."),
    ("timeout expired", "Look for a firewall in between, or correct host and port in DATABASE_URL."),
    ("in connection info string", "Write it as postgresql://user:password@host:5432/guanxi"),
    ("invalid connection option", "Write it as postgresql://user:password@host:5432/guanxi"),
    (
        "No space left on device",
        "Its disk is full: free some space there (`guanxi doctor` tells how much is left here).",
    ),
    ("remaining connection slots", "Raise max_connections on that server, or end what holds its connections."),
    ("too many clients", "Raise max_connections on that server, or end what holds its connections."),
    ("starting up", "It is starting or recovering: wait a minute and try again."),
    ("read-only transaction", "It is a standby: name the primary server in DATABASE_URL."),
)
OTHERWISE = "Correct DATABASE_URL, or start that server."


def says(error: Exception) -> str:
    """The server's words on one line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " ".join(lines).removeprefix("connection failed: ")


def remedy(error: Exception) -> str:
    """What to do."""
    return next((words for sign, words in REMEDIES if sign in str(error)), OTHERWISE)
