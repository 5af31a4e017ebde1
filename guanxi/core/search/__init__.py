"""Finding records by an inverted index of our own tokens, under the rule of visibility.

PostgreSQL's own text search knows no Chinese, and a LIKE cannot use an index under row-level security (it is not
leakproof). So every record has one row of tokens, and one SECURITY DEFINER function applies the rule of visibility
before it cuts off. See docs/decisions/0003-search.md.
"""

from guanxi.core.search.finding import Hit, find, hits
from guanxi.core.search.indexing import Doc, index_many, remove

__all__ = ["Doc", "Hit", "find", "hits", "index_many", "remove"]
