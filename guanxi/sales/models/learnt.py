from django.db import models


class Learnt(models.Model):
    """What the company's ended opportunities taught at a time (`guanxi.sales.learning`), and how good it was when tried."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    number = models.IntegerField()  # ended opportunities it was learnt from
    model = models.JSONField()
    validation = models.JSONField(null=True)  # None where the history is too thin to try it on

    class Meta:
        indexes = [models.Index(fields=["-at"], name="learnt_latest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
