"""Server-sent events: what the database announces (`pg_notify('guanxi', …)`) reaches the screens of its member."""
