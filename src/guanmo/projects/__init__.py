"""Projects: the city's library of major projects.

It owns projects, yearly plans with their first baseline, monthly returns, lights, and the
import and export of ledgers. It leaves tours to `observation`.
"""
