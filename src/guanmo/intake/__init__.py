"""Materials: prose that comes to the office, read into findings a person decides one by one.

It owns the texts as they came, what was found in them, each decision, and the names the office uses for its units and
projects. It leaves reading itself to `engines.text`, projects to `projects`.
"""
