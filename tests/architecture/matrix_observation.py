"""Who gets which answer from the addresses of `observation`; how to write a row is said in `matrix.py`."""

from tests.architecture.matrix import Row

ROWS: list[Row] = []
