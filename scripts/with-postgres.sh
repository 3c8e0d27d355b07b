#!/bin/sh
# Runs a command with GUANMO_DATABASE_URL pointing to a PostgreSQL made for it alone, and removes it afterwards.
# Exit code 75 means that no PostgreSQL server is installed.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || echo /none/initdb)")
[ -x "$bin/initdb" ] || exit 75
folder=$(mktemp -d)
as_owner() { "$@"; }
if [ "$(id -u)" -eq 0 ]; then # PostgreSQL refuses to run as root
  chown postgres "$folder"
  as_owner() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
fi
stop() {
  as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT INT TERM
cd "$folder"
as_owner "$bin/initdb" -D "$folder/data" -U guanmo -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
as_owner "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
  -o "-c listen_addresses='' -c unix_socket_directories='$folder' -c fsync=off -c max_connections=200" start >/dev/null
as_owner "$bin/createdb" -h "$folder" -U guanmo guanmo
chmod 755 "$folder"
cd "$OLDPWD"
PGHOST="$folder" PGUSER=guanmo GUANMO_DATABASE_URL="postgres:///guanmo" "$@"
