#!/bin/sh
# Pins every dependency with its hashes, in files that name no registry. Run after changing pyproject.toml.
set -eu
cd "$(dirname "$0")/.."
compile() { .venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet "$@"; }
compile --extra postgres --extra routing -o requirements/base.txt
compile --extra postgres --extra routing --extra web -o requirements/web.txt
compile --extra postgres --extra routing --extra web --extra dev -o requirements/dev.txt
