#!/bin/sh
# All tests: those that touch the database on PostgreSQL, then everything on SQLite with branch coverage and its gates.
set -eu
workers=${GUANMO_TEST_WORKERS:-2}
export COVERAGE_FILE=.coverage
failed=0
code=0
sh scripts/with-postgres.sh .venv/bin/pytest -q -n "$workers" -m "database and not browser and not office" || code=$?
case $code in
  0) ;;
  75) echo "未安装 PostgreSQL 服务器，跳过 PostgreSQL 上的测试。" >&2 ;;
  *) failed=$code ;;
esac
# Goes on after a failure: one run says everything that is wrong, on both databases.
.venv/bin/pytest -n "$workers" --cov --cov-report=json:coverage.json --cov-report= "$@" || failed=$?
.venv/bin/python scripts/coverage_gates.py coverage.json || failed=$?
exit "$failed"
