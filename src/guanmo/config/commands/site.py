"""Starting the site: `guanmo serve`, and `guanmo demo` with the demonstration city."""

import argparse
import os
import socket
import sys
from pathlib import Path

import django
from django.core.management import call_command

from guanmo.config.commands.doctor import front_end_is_built
from guanmo.config.settings.demonstration import mark

EMBEDDED = "guanmo.config.settings.embedded"
APPLICATION = "guanmo.config.wsgi:application"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer `serve` and `demo`."""
    serve = commands.add_parser("serve", help="打开网站")
    demo = commands.add_parser("demo", help="载入演示城市“观澜市”并打开网站")
    for parser in (serve, demo):
        parser.add_argument(
            "--host", metavar="地址", default="127.0.0.1", help="监听地址，默认只有本机能访问"
        )
        parser.add_argument("--port", metavar="端口", type=int, default=8000, help="端口，默认 8000")
    demo.add_argument("--reset", action="store_true", help="清空后重新载入演示城市")
    demo.add_argument("--load-only", action="store_true", help="只载入，不打开网站")
    serve.set_defaults(run=run_serve)
    demo.set_defaults(run=run_demo)


def run_serve(args: argparse.Namespace) -> int:
    """Bring the database up to date and serve it."""
    prepare()
    return serve(args.host, args.port)


def run_demo(args: argparse.Namespace) -> int:
    """Load the demonstration city if it is not there yet, say who may log in, and serve it."""
    home = Path(os.environ.setdefault("GUANMO_HOME", "var")).resolve()
    database, marked = home / "guanmo.sqlite3", mark(home)
    if database.exists() and not marked.exists():
        print(
            f"{home} 里已有正式数据，演示城市不会载入。请用环境变量 GUANMO_HOME 另指一个空文件夹。",
            file=sys.stderr,
        )
        return 1
    if args.reset:
        for file in home.glob("guanmo.sqlite3*"):
            file.unlink()
    home.mkdir(parents=True, exist_ok=True)
    marked.touch()
    prepare()
    call_command("load_demonstration")
    return 0 if args.load_only else serve(args.host, args.port)


def prepare() -> None:
    """Settings, tables and static files as this version of the code wants them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", EMBEDDED)
    if not front_end_is_built():
        print("缺少前端文件：请用 make demo，或安装打包好的 wheel。", file=sys.stderr)
        sys.exit(1)
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


def serve(host: str, port: int) -> int:
    """Become the web server, which stops with Ctrl+C."""
    if is_taken(host, port):
        advice = f"请先关闭它，或另选一个端口，例如：--port {port + 1}。"
        sys.exit(f"端口 {port} 已被其他程序占用。{advice}")
    print(f"观摩已打开：http://{host}:{port}/　（按 Ctrl+C 关闭）", flush=True)
    os.execv(sys.executable, server_command(host, port))  # noqa: S606 - our own interpreter, no shell


def server_command(host: str, port: int, application: str = APPLICATION) -> list[str]:
    """How the web server is started; the proofs of benchmarks/chaos kill this very one."""
    return [
        sys.executable, "-m", "gunicorn", application,
        "--worker-class", "gthread", "--workers", "2", "--threads", "8",
        "--no-control-socket", "--bind", f"{host}:{port}", "--timeout", "120", "--log-level", "warning",
    ]  # fmt: skip


def is_taken(host: str, port: int) -> bool:
    """Whether somebody listens there already."""
    with socket.socket() as probe:
        # As gunicorn does: an address left a moment ago counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False
