"""Demo: the demonstration city 观澜市.

It owns invented units, people, projects, returns and tours with a fixed seed, written through the
same services as everybody's data. Nothing else may import it but the shell.
"""
