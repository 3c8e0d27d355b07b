"""Config: settings, addresses, command line, and the shell every page stands in (layout, navigation, home).

It owns nothing of the business: it puts the packages together.
"""
