#!/bin/sh
# Installs what the whole test suite needs beyond Python: a browser, PostgreSQL, LibreOffice, Chinese fonts.
# Where it may not install, it says what is missing; the tests concerned are then skipped by name.
set -u
missing=""
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need chromium chromium
need soffice libreoffice-writer-nogui
ls /usr/lib*/libreoffice/program/libsclo.so >/dev/null 2>&1 || missing="$missing libreoffice-calc-nogui"
need pdftoppm poppler-utils
command -v fc-list >/dev/null 2>&1 || missing="$missing fontconfig"
fonts=$(fc-list 2>/dev/null || true)
case "$fonts" in *"Noto Serif CJK"*) ;; *) missing="$missing fonts-noto-cjk" ;; esac
case "$fonts" in *"KaitiM"*) ;; *) missing="$missing fonts-arphic-gkai00mp" ;; esac
case "$fonts" in *"SungtiL"*) ;; *) missing="$missing fonts-arphic-gbsn00lp" ;; esac
ldconfig -p 2>/dev/null | grep -q libatomic.so.1 || missing="$missing libatomic1"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -z "$missing" ] && exit 0

if command -v apt-get >/dev/null 2>&1; then
  as_root=""
  [ "$(id -u)" -eq 0 ] || as_root="sudo -n"
  echo "安装测试所需的系统软件：$missing"
  # shellcheck disable=SC2086 # a list of words
  if $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null; then
    exit 0
  fi
fi
echo "未能安装：$missing。相关测试将被跳过；请用系统的软件包管理器安装后再运行。" >&2
exit 0
