"""The same expressions on a cluster of Spark and on DuckDB. Run by `make test-spark`, which brings PySpark; needs Java 17."""

import os
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyspark
import pytest
from pyspark.sql import SparkSession

from guanxi.analytics.metrics.asking import Question, Scope, expression
from guanxi.analytics.metrics.dimensions import FACTS
from guanxi.analytics.metrics.measures import MEASURES, Measure
from guanxi.analytics.tests.star import make_star
from guanxi.analytics.warehouse import engines

pytestmark = pytest.mark.filterwarnings("ignore")  # PySpark warns of what stands beside it
SCOPES = {"all": Scope(), "some": Scope({"customer": [3, 4], "opportunity": [2], "contract": [1, 2]}, [1, 2])}
HERE = {"SPARK_HOME": str(Path(pyspark.__file__).parent), "SPARK_SCALA_VERSION": "2.13", "SPARK_LOCAL_IP": "127.0.0.1"}


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    """A master and two workers, each a process: tables go over the network as they do in a cluster."""
    before = {name: os.environ.get(name) for name in HERE}
    os.environ |= HERE
    settings = {
        "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2",
        "spark.sql.session.timeZone": "UTC",
    }  # fmt: skip
    made = (
        SparkSession.builder.master("local-cluster[2,1,1024]").appName("warehouse").config(map=settings).getOrCreate()
    )
    yield made
    made.stop()
    os.environ.update({name: value for name, value in before.items() if value is not None})


@pytest.fixture(scope="module")
def both(session: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    folder: Path = tmp_path_factory.mktemp("star")
    listed, _rows = make_star(folder)
    return engines.duckdb(folder, listed), engines.spark(session, str(folder), listed)


def answered(star: dict[str, Any], measure: Measure, question: Question, scope: Scope) -> dict[Any, Any]:
    rows = expression(star, measure, question, scope).to_pyarrow().to_pylist()
    return {tuple(value for key, value in row.items() if key != "value"): row["value"] for row in rows}


def splits(measure: Measure) -> list[tuple[str, ...]]:
    """Each dimension of a fact is taken by one of its measures, with the month beside."""
    names = FACTS[measure.fact].dimensions
    of_fact = [one.name for one in MEASURES if one.fact == measure.fact]
    place, every = of_fact.index(measure.name), len(of_fact)
    mine = [name for number, name in enumerate(names) if number % every == place and name != "month"]
    return [("month", name) for name in mine] or [("month",)]


@pytest.mark.parametrize("measure", MEASURES, ids=[one.name for one in MEASURES])
def test_a_cluster_says_what_one_machine_says(both, measure: Measure) -> None:
    ours, theirs = both
    for by in splits(measure):
        scope = SCOPES["some" if zlib.crc32(repr((measure.name, by)).encode()) % 2 else "all"]
        question = Question(date(2025, 12, 1), date(2026, 3, 1), date(2026, 2, 10), by)
        expected, found = (answered(star, measure, question, scope) for star in (ours, theirs))
        assert found.keys() == expected.keys(), by
        for key, value in expected.items():
            assert found[key] == (pytest.approx(value, rel=1e-12) if isinstance(value, float) else value), (by, key)
