@echo off
rem What `make report` does, on Windows without make: report.cmd Q3 params\acme.yaml
setlocal
cd /d "%~dp0"
set "QUARTER=%~1"
if "%QUARTER%"=="" set "QUARTER=Q3"
set "COMPANY=%~2"
if "%COMPANY%"=="" set "COMPANY=params/demo.yaml"
set "PY=.venv\Scripts\python.exe"
if not exist %PY% py -3 -m venv .venv
if not exist %PY% python -m venv .venv
if not exist %PY% (
  echo Python 3.11 or newer is needed; install it and call report.cmd again.
  exit /b 1
)
fc /b requirements.lock .venv\installed.lock >nul 2>&1
if errorlevel 1 (
  echo installing what the review needs, about a minute ...
  %PY% -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock || exit /b 1
  %PY% -c "import pathlib, site; pathlib.Path(site.getsitepackages()[-1], 'kam-house.pth').write_text(str(pathlib.Path.cwd()))" || exit /b 1
  copy /y requirements.lock .venv\installed.lock >nul
)
%PY% -m kam report "%QUARTER%" --company "%COMPANY%"
exit /b %errorlevel%
