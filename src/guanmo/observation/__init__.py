"""Observation: tours, jurors, ballots, the sealed ranking and its circular.

It owns what happens on tour day and the result that follows. Projects belong to `projects`;
the tally itself is calculated by `engines.scoring`.
"""
