"""The peer's side of the ledger benchmark: django-import-export with a plain table of the same columns."""
