"""What no file may exceed, and what is said of those that cannot be read."""

LARGEST_BYTES = 20_000_000
LONGEST_TEXT = 12_000_000
DEEPEST = 200
MOST_PAGES = 2_000


class UnreadableText(ValueError):
    """The file holds no text we can read, or is dangerous; the message tells the user what to do."""
