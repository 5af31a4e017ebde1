"""What happened and what is due: Entry (append-only), Attachment, Task.

Emits: timeline.entry.recorded, timeline.task.done. Reads: customers.
"""
