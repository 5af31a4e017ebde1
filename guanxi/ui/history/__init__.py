"""History pages of every kind of record: who changed what, when and through what; and putting it back."""
