"""Proofs that no acknowledged ballot is lost or counted twice, whatever dies: real servers, loopback only, seeds printed.

`make chaos` runs them all and prints one table; docs/reliability.md holds what was measured. A proof is a module
`r01.py` … `r40.py`, named after the requirement it answers, with a function `prove(full)` that returns verdicts.
"""
