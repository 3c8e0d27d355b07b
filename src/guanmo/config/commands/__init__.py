"""What the `guanmo` command can do, one module a verb; each offers `add_parser(commands)`."""
