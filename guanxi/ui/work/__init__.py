"""Running work on a page: how far it is, cancel and resume."""
