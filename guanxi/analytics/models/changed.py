from django.db import models


class Changed(models.Model):
    """Orders of this customer changed, in the transaction `xid`. A trigger writes it (sql/daily.sql); the reckoning takes it away.

    Once per transaction, and no transaction waits for another's. Without a foreign key: a customer who is gone has no orders either.
    """

    pk = models.CompositePrimaryKey("customer_id", "xid")
    customer_id = models.BigIntegerField()
    xid = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.customer_id}"
