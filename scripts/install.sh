#!/bin/sh
# Installs one requirements file by hash, then this checkout in place.
set -eu
if [ -x .venv/bin/uv ]; then
  .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r "$1"
  .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
else
  .venv/bin/pip install --quiet --require-hashes -r "$1"
  .venv/bin/pip install --quiet --no-deps --no-build-isolation --editable .
fi
