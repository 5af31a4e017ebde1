from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now


class SearchDoc(models.Model):
    """What can be found: one row per record, with tokens of our own making (see core.search)."""

    kind = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    home_id = models.BigIntegerField(
        null=True
    )  # the customer whose visibility decides; none where the record's own owner does
    owner_id = models.BigIntegerField(null=True)  # of that customer, or of the record itself; kept by trigger
    is_binned = models.BooleanField(default=False, db_default=False)  # only of records without a home: kept by trigger
    title = models.CharField(max_length=240)
    detail = models.CharField(max_length=240, blank=True, default="", db_default="")
    tokens = SearchVectorField()
    touched_at = models.DateTimeField(db_default=Now())  # last contact with the customer, for ranking
    import_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record_id", "kind"], name="searchdoc_once")]
        indexes = [models.Index(fields=["home_id"], name="searchdoc_home")]
