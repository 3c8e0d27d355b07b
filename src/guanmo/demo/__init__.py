"""Demo: the demonstration city 观澜市.

It owns invented units, people, projects, returns and tours with a fixed seed, written with history like
everybody's data. Nothing in it is real: names of owners carry 演示. Nothing may import it but the shell.
"""
