"""Foundation: plumbing without business words.

It owns the clock, the append-only history and the guard that makes every write leave an entry,
money fields, list tables and spreadsheet export. It leaves who may do what to `accounts`.
"""
