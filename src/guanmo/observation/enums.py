"""Where a tour stands."""

from django.db.models import TextChoices


class TourState(TextChoices):
    """The life of a tour, in order; nothing goes back once sealed."""

    PREPARING = "preparing", "筹备中"
    OPEN = "open", "评分中"
    SEALED = "sealed", "已封存"
