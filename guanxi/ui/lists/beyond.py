"""Row comparison, as pages by key need it."""

from typing import Any

from django.db import models


class Beyond(models.Func):
    """(column, id) compared with (value, id) as one: the only form in which an index seeks through many equal values.

    Takes the columns, then as many values.
    """

    output_field = models.BooleanField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, Any]:  # noqa: ARG002
        """`(column, id) < (value, id)`, with any number of columns."""
        pieces, params = [], []
        for expression in self.get_source_expressions():
            sql, values = compiler.compile(expression)
            pieces.append(sql)
            params.extend(values)
        half = len(pieces) // 2
        return f"({', '.join(pieces[:half])}) {self.extra['sign']} ({', '.join(pieces[half:])})", params
