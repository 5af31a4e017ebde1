from django.db import models


class Result(models.Model):
    """How many opportunities of one owner were won and lost with customers of one industry and size.

    Written anew once a day by the database alone (sql/keyaccount.sql); `at` says when.
    """

    id = models.BigAutoField(primary_key=True)
    owner_id = models.BigIntegerField()
    industry = models.CharField(max_length=80)
    size = models.CharField(max_length=8)
    won = models.IntegerField()
    lost = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["owner_id", "industry", "size"], name="result_of_owner"),
            models.Index(fields=["industry", "owner_id"], name="result_of_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.industry} {self.size}: {self.won}/{self.won + self.lost}"
