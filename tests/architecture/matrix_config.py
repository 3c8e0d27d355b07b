"""Who gets which answer from the addresses of `config`; how to write a row is said in `matrix.py`."""

from tests.architecture.matrix import Row, answers

EVERYBODY = answers({}, rest=200)

ROWS: list[Row] = [
    Row("home", get=EVERYBODY),
    Row("components", get=EVERYBODY),
]
