from guanxi.timeline.models.attachment import Attachment
from guanxi.timeline.models.entry import Channel, Direction, Entry
from guanxi.timeline.models.farewell import Farewell
from guanxi.timeline.models.promise import Declined, Promise, Topic
from guanxi.timeline.models.task import Task

__all__ = ["Attachment", "Channel", "Declined", "Direction", "Entry", "Farewell", "Promise", "Task", "Topic"]
