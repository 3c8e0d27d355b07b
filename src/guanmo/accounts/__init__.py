"""Accounts: units, people, roles.

It owns the unit tree, the people in it, the readable roles with their permissions, and login.
Which rows a person sees is said by each upper package's `visible_to(person)`, built on the unit tree here.
"""
