# 邻里。`make help` 列出全部目标。
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup demo test check fix bench serve clean

BIN := .venv/bin
PORT ?= 8000
# SERVE=0: prepare the demo and end, without the web server.
SERVE ?= 1
# full, small or demo: how large a city is measured.
SIZE ?= full
# Arguments for pytest, for example: make test PYTEST='-k funds'
PYTEST ?=

help: ## 列出全部目标
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## 建立 Python 环境，安装依赖
	@scripts/setup run

demo: ## 准备并启动演示系统 http://127.0.0.1:8000（SERVE=0 只准备；PORT=8001 换端口）
	@scripts/setup run
	@exec $(BIN)/linli run-demo --port $(PORT) $(if $(filter 0,$(SERVE)),--prepare-only)

serve: ## 启动网页服务（已准备好的演示系统）
	@exec $(BIN)/linli serve --port $(PORT)

check: ## 代码检查：格式、类型、分层、迁移、模板
	@scripts/setup dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy linli
	$(BIN)/lint-imports
	$(BIN)/linli makemigrations --check --dry-run
	@find linli -name '*.html' -print | xargs $(BIN)/djade --check --target-version 5.2

test: check ## 全部检查和测试（在真正的 PostgreSQL 上）
	$(BIN)/linli assets
	$(BIN)/linli start-database
	$(BIN)/python -m pytest -n 2 $(PYTEST)

fix: ## 自动修正格式
	@scripts/setup dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@find linli -name '*.html' -print | xargs $(BIN)/djade --target-version 5.2

bench: ## 测速，结果写入 docs/benchmarks.md（SIZE=small 两分钟；默认 full，一座城市的规模，约一刻钟）
	@scripts/setup dev
	@$(BIN)/linli bench --size $(SIZE) --write

clean: ## 停止数据库，删除环境和下载的文件；数据在 var 中，保留
	@if [ -x $(BIN)/linli ]; then $(BIN)/linli stop-database || true; fi
	rm -rf .venv var/assets var/static var/static.stamp .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find linli tests -name __pycache__ -prune -exec rm -rf {} +
