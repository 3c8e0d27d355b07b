"""Guanmo (观摩): a city's major projects, from the ledger to the sealed ranking.

The packages stand in layers; see docs/dev/architecture.md. Each one's first lines say what it owns.
"""

__version__ = "0.1.0"
