# Kyodo Portal: `make run` serves the site, `make test` checks everything. `make` lists the rest.
# Needs Linux, make and Python 3.11 or newer with venv; everything else is put into .venv here.

PORT    ?= 8000
WORKERS ?= 2
# Which Python makes .venv: the first of these that is new enough.
PYTHON  ?= python3 python3.13 python3.12 python3.11

export KYODO_ENV ?= local
# Japanese output whatever the machine's locale is.
export PYTHONUTF8 := 1

IN_VENV := .venv/bin/python
RUNTIME_READY := .venv/.runtime-ready
DEVELOPMENT_READY := .venv/.development-ready
CHECKER_READY := tests/every_page/node_modules/.ready

.DEFAULT_GOAL := help
.PHONY: help run test quick lint format messages bench pins clean rebuild
.NOTPARALLEL:
# Each recipe is one shell script that ends at its first error.
.ONESHELL:
.SHELLFLAGS := -eu -c

help: ## この一覧 / this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

# ---------------------------------------------------------------- the environment

# An environment that is missing, half made, or whose Python is gone is made anew.
ifneq ($(shell $(IN_VENV) -c 'import pip, sys; print(sys.version_info >= (3, 11))' 2>/dev/null),True)
REBUILD := rebuild
endif

$(RUNTIME_READY): requirements.txt $(REBUILD)
	@$(install)
	touch $@

$(DEVELOPMENT_READY): requirements-dev.txt $(REBUILD)
	@$(install)
	touch $@ $(RUNTIME_READY)

# The HTML checker comes from npm (.venv has its own), by the versions and hashes of the lock file.
$(CHECKER_READY): tests/every_page/package-lock.json $(DEVELOPMENT_READY)
	@log=.venv/npm.log
	PATH="$(CURDIR)/.venv/bin:$$PATH" npm --prefix tests/every_page ci >$$log 2>&1 ||
	  { echo "HTML の検査器 vnu-jar を取り込めません。ネットワークと npm の設定(プロキシ、パッケージの取得先)を確かめてから、もう一度実行してください。記録: $$log (npm could not fetch vnu-jar.)" >&2; exit 1; }
	touch $@

define install
if [ -n "$(REBUILD)" ]; then
  python= without_venv=
  for candidate in $(PYTHON); do
    "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    if "$$candidate" -c 'import ensurepip, venv' 2>/dev/null; then python=$$candidate; break; fi
    without_venv=$$("$$candidate" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  done
  if [ -z "$$python" ] && [ -n "$$without_venv" ]; then
    echo "Python の venv がありません。パッケージ $$without_venv を入れてから(sudo apt-get install $$without_venv)、もう一度実行してください。(Install the package $$without_venv.)" >&2
    exit 1
  fi
  if [ -z "$$python" ]; then
    echo "Python 3.11 以上がありません($(PYTHON) を探しました)。パッケージ python3 と python3-venv を入れるか、PYTHON=場所 を付けて、もう一度実行してください。(Install python3 and python3-venv, 3.11 or newer, or set PYTHON=.)" >&2
    exit 1
  fi
  if ! error=$$("$$python" -m venv --clear .venv 2>&1); then
    echo "$(CURDIR)/.venv を作れません。このフォルダーの書き込み権限と空き容量を確かめてから、もう一度実行してください。(Could not make .venv: $$(printf %s "$$error" | tail -n 1))" >&2
    exit 1
  fi
fi
log=.venv/install.log
echo "$< の部品を .venv に入れています(初回は1分ほどかかります)…"
if ! $(IN_VENV) -m pip install --require-hashes --only-binary :all: --no-input \
    --disable-pip-version-check -r $< >$$log 2>&1; then
  if [ ! -w .venv ]; then
    echo "$(CURDIR)/.venv に書き込めません。持ち主を変えるか .venv を消してから、もう一度実行してください。(.venv is not writable.)" >&2
  elif grep -q 'DO NOT MATCH THE HASHES' $$log; then
    echo "届いた部品が $< の記録と違うため、入れるのをやめました。途中の通信機器がファイルを変えていないか、ネットワークの担当者に確かめてください。(A package differs from its recorded hash; see $$log.)" >&2
  elif grep -q 'No space left' $$log; then
    echo "ディスクの空きが足りません。500MBほど空けてから、もう一度実行してください。(No space left on the disk.)" >&2
  else
    echo "部品を取り込めません。ネットワークと pip の設定(プロキシ、パッケージの取得先)を確かめてから、もう一度実行してください。記録: $$log (pip could not fetch the packages: check the network.)" >&2
  fi
  exit 1
fi
endef

# ---------------------------------------------------------------- serving

run: $(RUNTIME_READY) ## サイトを開く / serve the site on 127.0.0.1:8000 (PORT=8001 で変更)
	@if ! $(IN_VENV) -c 'import socket, sys; socket.create_server(("127.0.0.1", int(sys.argv[1])))' '$(PORT)' 2>/dev/null; then
	  echo "ポート $(PORT) は使えません。同じ番号を使っているプログラムを止めるか、別の番号で make run PORT=8001 のように実行してください。(Port $(PORT) cannot be used: choose another with PORT=.)" >&2
	  exit 1
	fi
	if ! error=$$($(IN_VENV) -c 'import kyodo_portal.settings' 2>&1); then
	  echo "設定を読み込めません。次の原因を直してから、もう一度 make run を実行してください: $$(printf %s "$$error" | tail -n 1) (The settings could not be read.)" >&2
	  exit 1
	fi
	$(IN_VENV) manage.py prepare_site
	echo
	echo "  サイト    http://127.0.0.1:$(PORT)/"
	echo "  管理画面  http://127.0.0.1:$(PORT)/admin/"
	echo "  止めるには Ctrl+C を押します。"
	exec $(IN_VENV) -m gunicorn kyodo_portal.wsgi --bind '127.0.0.1:$(PORT)' \
	  --workers $(WORKERS) --threads 1 --worker-class sync --timeout 300 --no-control-socket --log-level warning --limit-request-line 8190

# ---------------------------------------------------------------- checking

# Tests run as the local site, on files of their own: nothing of var/ is read or changed.
ON_SQLITE := env -u DATABASE_URL KYODO_ENV=local VAR_DIR=$(CURDIR)/var/test
ON_POSTGRESQL := KYODO_ENV=local VAR_DIR=$(CURDIR)/var/test tests/with_postgresql
# A file's tests stay on one worker, which then visits the pages they share only once.
PYTEST := $(IN_VENV) -m pytest -n 2 --dist loadfile

test: lint $(CHECKER_READY) ## すべての検査 / lint, migrations, tests on SQLite and PostgreSQL, browser tests
	@CHROMIUM=$$(tests/require_chromium)
	export CHROMIUM
	$(ON_SQLITE) $(IN_VENV) manage.py makemigrations --check --dry-run ||
	  { echo "モデルの変更にマイグレーションがありません。manage.py makemigrations で作ってください。(A migration is missing.)" >&2; exit 1; }
	echo "── SQLite"
	$(ON_SQLITE) $(PYTEST) --ignore=tests/browser ||
	  { echo "SQLite での試験に失敗しました。上の FAILED の行から直してください。(Tests on SQLite failed.)" >&2; exit 1; }
	echo "── PostgreSQL"
	$(ON_POSTGRESQL) $(PYTEST) --ignore=tests/browser --ignore=tests/every_page ||
	  { echo "PostgreSQL での試験に失敗しました。上の行の原因から直してください。(Tests on PostgreSQL failed.)" >&2; exit 1; }
	echo "── Chromium"
	$(ON_SQLITE) $(PYTEST) tests/browser ||
	  { echo "ブラウザーの試験に失敗しました。上の FAILED の行から直してください。(Browser tests failed.)" >&2; exit 1; }

# What every change can break, in under a minute: the rules of the models and of the yearly survey, files, fixtures.
# `make quick TESTS=tests/april` runs what one is working on instead; the rest is left to `make test`.
QUICK := $(wildcard tests/test_*.py) $(wildcard $(patsubst %,tests/%/test_*.py,japanese organizations plans actions data_files survey))
SLOW := $(addprefix tests/,test_prepare_site.py test_page_cache.py survey/test_sample_city.py survey/test_demo_accounts.py data_files/test_csv.py)
TESTS ?= $(filter-out $(SLOW),$(QUICK))

quick: $(DEVELOPMENT_READY) ## 速い試験だけ / the rules and the files on SQLite; TESTS=tests/april: what is named
	@$(ON_SQLITE) $(PYTEST) $(TESTS)

lint: $(DEVELOPMENT_READY) ## 書き方の検査 / ruff and djlint
	@advice() { echo "書き方の検査に通りません。make format で整え、残りは上の行を見て直してください。(Lint failed: run make format, then mend what is left.)" >&2; exit 1; }
	$(IN_VENV) -m ruff check --quiet . || advice
	$(IN_VENV) -m ruff format --check --quiet . || { $(IN_VENV) -m ruff format --check . >&2 || advice; }
	$(IN_VENV) -m djlint --lint --quiet --allow-empty-input templates || advice
	$(IN_VENV) -m djlint --check --quiet --allow-empty-input templates || advice

format: $(DEVELOPMENT_READY) ## 書き方を整える / format Python and templates
	@$(IN_VENV) -m ruff check --fix --quiet . || true
	$(IN_VENV) -m ruff format --quiet .
	$(IN_VENV) -m djlint --reformat --quiet templates || true

messages: $(DEVELOPMENT_READY) ## 英語の言葉を集め直す / bring locale/en up to date (docs/translating.md)
	@$(ON_SQLITE) $(IN_VENV) manage.py update_translations

bench: $(DEVELOPMENT_READY) ## 速さを測る / measure the pages (BENCH=--quick で短く)
	@$(IN_VENV) -m benchmarks $(BENCH)

# ---------------------------------------------------------------- keeping

PIN := pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-header $(if $(UPGRADE),--upgrade)

pins: $(DEVELOPMENT_READY) ## 依存の版を固定し直す / write requirements*.txt anew (UPGRADE=1 で新しい版へ)
	@tools=$$(mktemp -d)
	trap 'rm -rf "$$tools"' EXIT
	$(IN_VENV) -m venv "$$tools"
	"$$tools/bin/python" -m pip install --quiet --disable-pip-version-check uv >"$$tools/log" 2>&1 ||
	  { echo "uv を取り込めません。ネットワークを確かめてから、もう一度実行してください。(Could not fetch uv.)" >&2; exit 1; }
	"$$tools/bin/uv" $(PIN) pyproject.toml -o requirements.txt
	"$$tools/bin/uv" $(PIN) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	if grep -n '://' requirements.txt requirements-dev.txt; then
	  echo "上の行に取得先のアドレスが入りました。消してからコミットしてください。(An address of an index got into the pins.)" >&2
	  exit 1
	fi

clean: ## 作り直せるものを消す / remove .venv and caches; var/ (データ) は残ります
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis var/test tests/every_page/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
