"""The recycle bin of every kind that can be restored."""
