"""Engines: pure, deterministic calculations; values in, values out.

They own reading of ledgers, lights, tallies, Word files, codes and search keys.
They know no Django, clock, randomness or database, take bytes rather than paths, and
return results with their workings, so that a person can be shown the reason.
"""
