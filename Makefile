# kam: the quarterly key-account review. `make help` lists the commands.
# Every command is one call of `python -m kam ...`; where there is no make, call that.

COMPANY ?= params/demo.yaml
OUT ?= reports
PYTHON ?= python3
VENV ?= .venv
PY = $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help report figures email new check why lab test lint hooks fuzz faults sbom bench

help:  ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/'

report: $(VENV)/ready  ## publish the review: make report [QUARTER=Q3] [COMPANY=params/acme.yaml] [OUT=reports] [FRESH=1]
	@$(PY) -m kam report "$(QUARTER)" --company "$(COMPANY)" --out "$(OUT)" $(if $(FRESH),--fresh)

figures: $(VENV)/ready  ## the csv files alone, in seconds: make figures [QUARTER=Q3] [TO=folder] (without TO, figures.csv to stdout) [COMPANY=...] [OUT=reports]
	@$(PY) -m kam figures "$(QUARTER)" --company "$(COMPANY)" --out "$(OUT)" $(if $(TO),--to "$(TO)")

email: $(VENV)/ready  ## send a published review to its readers: make email [QUARTER=Q3] [COMPANY=...] [DRY=1] [RESEND=1]
	@$(PY) -m kam email "$(QUARTER)" --company "$(COMPANY)" --out "$(OUT)" $(if $(DRY),--dry) $(if $(RESEND),--resend)

new: $(VENV)/ready  ## begin with a new company: make new COMPANY_NAME=acme EXPORTS=path/to/exports
	@$(PY) -m kam new "$(COMPANY_NAME)" "$(EXPORTS)"

check: $(VENV)/ready  ## read the inputs only: totals, rows set aside, what is missing, what filled-in plans promise
	@$(PY) -m kam check --company "$(COMPANY)" --out "$(OUT)" $(if $(FRESH),--fresh)

why: $(VENV)/ready  ## explain one figure: make why QUARTER=Q3 METRIC=countback_dso [ACCOUNT=A-017] [DIMENSION=territory:...]
	@$(PY) -m kam why "$(QUARTER)" "$(ACCOUNT)" "$(METRIC)" --dimension "$(DIMENSION)" --company "$(COMPANY)"

lab: $(VENV)/ready-lab  ## open the notebooks in JupyterLab: make lab [QUARTER=Q3] [COMPANY=params/acme.yaml] [LAB="--allow-root --no-browser"]
	@$(PY) -m kam lab $(QUARTER) --company "$(COMPANY)" --options="$(LAB)"

test: $(VENV)/ready-test  ## run the tests: make test [TESTS=tests/stars]
	@$(PY) -m pytest $(TESTS)

lint: $(VENV)/ready-test  ## check style and types
	@$(PY) -m ruff check . && $(PY) -m mypy

hooks: $(VENV)/ready-test  ## before each commit, strip notebooks of outputs and run ruff
	@git config core.hooksPath .githooks && echo "installed: .githooks/pre-commit"

fuzz: $(VENV)/ready-test  ## damage thousands of exports by chance: make fuzz [INPUTS=20000]
	@$(PY) tests/fuzz.py $(INPUTS)

faults: $(VENV)/ready-test  ## kill reports at random instants, fill disks, run two at once: make faults [KILLS=200]
	@$(PY) tests/faults.py $(KILLS)

bench: $(VENV)/ready-test  ## print speed ratios measured side by side
	@$(PY) tests/bench.py

sbom:  ## what the review is made with, as CycloneDX: build/sbom.json
	@$(PYTHON) tests/sbom.py

# One environment; each mark says that a lock is installed in it.
$(VENV)/ready: requirements.lock pyproject.toml
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "installing what the review needs, about a minute ..." >&2
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PY) -c "import pathlib, site; pathlib.Path(site.getsitepackages()[0], 'kam-house.pth').write_text(str(pathlib.Path.cwd()))"
	@touch $@

$(VENV)/ready-test: requirements-test.lock $(VENV)/ready
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@

$(VENV)/ready-lab: requirements-lab.lock $(VENV)/ready
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-lab.lock
	@touch $@
