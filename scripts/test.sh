#!/bin/sh
# All tests: those that touch the database on PostgreSQL, then everything on SQLite with branch coverage and its gates.
set -eu
workers=${GUANMO_TEST_WORKERS:-2}
export COVERAGE_FILE=.coverage
code=0
sh scripts/with-postgres.sh .venv/bin/pytest -q -n "$workers" -m "not browser and not office" --ignore=tests/engines || code=$?
case $code in
  0) ;;
  75) echo "未安装 PostgreSQL 服务器，跳过 PostgreSQL 上的测试。" >&2 ;;
  *) exit "$code" ;;
esac
.venv/bin/pytest -n "$workers" --cov --cov-report=json:coverage.json --cov-report= "$@"
.venv/bin/python scripts/coverage_gates.py coverage.json
