"""A table without history, units or returns: less work than ours, to the peer's advantage."""

from django.db import models


class PlainProject(models.Model):
    """One row of the ledger."""

    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=60)
    owner = models.CharField(max_length=100, blank=True)
    place = models.CharField(max_length=200, blank=True)
    content = models.TextField(blank=True)
    total_investment = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    plan = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    done = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    progress = models.CharField(max_length=500, blank=True)
    problems = models.CharField(max_length=500, blank=True, null=True)  # noqa: DJ001 - what the peer stores for a blank cell
    leader = models.CharField(max_length=60, blank=True)
    responsible = models.CharField(max_length=100, blank=True)

    class Meta:
        app_label = "peer"
        constraints = (models.UniqueConstraint(fields=("unit", "name"), name="peer_name_unique"),)

    def __str__(self) -> str:
        return self.name
