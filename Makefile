# The only door to this project. `make` alone lists what it can do.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
WEB := src/guanmo/static/web
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
# City networks inspect TLS; uv then needs the system's certificates. Mirrors belong into the user's environment.
export UV_SYSTEM_CERTS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo serve test check fmt bench chaos mutants pictures dist lock clean

help:
	@echo "make demo   装好、载入演示城市并打开网站        install, load the demonstration city, serve it"
	@echo "make test   装好测试所需并运行全部测试          install what tests need, run them all"
	@echo "make serve  用 var/ 里的数据打开网站            serve the data in var/"
	@echo "make check  格式、类型、导入方向                format, types, import direction"
	@echo "make fmt    整理代码格式                        format the code"
	@echo "make bench  性能测量，打印对照表                measure, print the table (ONLY=pages: one part)"
	@echo "make chaos  打断、杀死、断网，核对选票不丢不重  break servers and networks, count ballots (ONLY=R01, SEEDS=1)"
	@echo "make mutants  故意改坏计分引擎，看测试能否发现    break the scoring engine, see its tests notice"
	@echo "make pictures 重新生成文档里的页面图片         render the pictures of the documentation"
	@echo "make dist   打包（含前端文件）和独立核验程序    build the wheel with its front end, and the seal verifier"
	@echo "make lock   重新锁定依赖                        pin the dependencies again"

demo: $(VENV)/.web $(WEB)/.built
	$(BIN)/guanmo demo $(if $(PORT),--port $(PORT))

serve: $(VENV)/.web $(WEB)/.built
	$(BIN)/guanmo serve $(if $(PORT),--port $(PORT))

test: $(VENV)/.dev $(WEB)/.built
	sh scripts/system-packages.sh
	sh scripts/test.sh

check: $(VENV)/.dev node_modules/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm run --silent check
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm test --silent

fmt: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev $(WEB)/.built
	$(BIN)/python benchmarks/run.py $(ONLY)

chaos: $(VENV)/.dev $(WEB)/.built
	$(BIN)/python -m benchmarks.chaos $(ONLY) $(if $(SEEDS),--seeds $(SEEDS))

mutants: $(VENV)/.dev
	$(BIN)/python benchmarks/mutants.py $(ONLY)

pictures: $(VENV)/.dev $(WEB)/.built
	GUANMO_PICTURES=docs/pictures $(BIN)/pytest -q tests/browser/test_pictures.py

dist: $(VENV)/.dev $(WEB)/.built
	rm -rf dist
	$(BIN)/python -m build --no-isolation --wheel --outdir dist
	$(BIN)/guanmo seal verifier dist/verify_seal.pyz

lock: $(VENV)/.dev
	sh scripts/lock.sh

clean:
	rm -rf $(VENV) $(WEB) node_modules dist

# uv is fast; where it cannot be installed, pip reads the same file.
$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更高版本")'
	$(PYTHON) -m venv $(VENV)
	-$(BIN)/pip install --quiet uv

$(VENV)/.web: requirements/web.txt pyproject.toml | $(BIN)/python
	sh scripts/install.sh requirements/web.txt
	touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	sh scripts/install.sh requirements/dev.txt
	touch $@ $(VENV)/.web

node_modules/.installed: package.json package-lock.json | $(VENV)/.web
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --no-audit --no-fund --loglevel=error
	touch $@

$(WEB)/.built: node_modules/.installed $(shell find web -type f 2>/dev/null) tsconfig.json | $(VENV)/.web
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm run --silent build
	touch $@
