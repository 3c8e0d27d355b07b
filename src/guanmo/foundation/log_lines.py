"""What a log line may not hold: addresses that are keys, such as a juror's scores-only link."""

import logging
import re

# A path segment as long as `secrets.token_urlsafe(24)` is nobody's name for a page.
_KEY = re.compile(r"(?<=/)[A-Za-z0-9_-]{32,}(?=[/?\s]|$)")


class WithoutKeys(logging.Filter):
    """Writes … for the secret part of an address, wherever in the line the address stands."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line passes, once its message is complete and its keys are gone."""
        record.msg, record.args = _KEY.sub("…", record.getMessage()), None
        return True
