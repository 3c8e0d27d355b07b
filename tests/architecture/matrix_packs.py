"""Who gets which answer from rule packs; how to write a row is said in `matrix.py`."""

from tests.architecture.matrix import Row, answers

CITY_WIDE = answers({200: "office leader auditor"})


# Which pack is in the query: without one there is nothing to show.
ROWS = [
    Row("packs", get=CITY_WIDE),
    Row("pack", get=answers({404: "office leader auditor"})),
    Row("pack_edit", get=answers({404: "office"}), post=answers({404: "office"})),
]
