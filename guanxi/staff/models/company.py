from django.db import models


class Company(models.Model):
    """The company that uses this installation: one row, made by the first-run page."""

    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3, default="CNY")
    time_zone = models.CharField(max_length=64, default="Asia/Shanghai")
    phone_region = models.CharField(max_length=2, default="CN")
    language = models.CharField(max_length=10, default="zh-hans")
    silent_days = models.PositiveSmallIntegerField(
        default=30
    )  # without contact for so long, a customer has gone silent
    warn_days = models.PositiveSmallIntegerField(default=30, db_default=30)  # before a contract ends, its owner is told
    pocket_hours = models.PositiveSmallIntegerField(
        default=12, db_default=12
    )  # how long a device keeps what is read offline; 0 = no device keeps anything
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="staff_company_single")]

    def __str__(self) -> str:
        return self.name
