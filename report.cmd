@echo off
rem What `make report` does, on Windows without make: report.cmd [Q3 [params\acme.yaml [--out folder] [--fresh]]]
setlocal EnableExtensions DisableDelayedExpansion
pushd "%~dp0"
set "QUARTER=%~1"
set "COMPANY=%~2"
if "%COMPANY%"=="" set "COMPANY=params/demo.yaml"
set "PY=.venv\Scripts\python.exe"
if not exist %PY% py -3 -m venv .venv
if not exist %PY% python -m venv .venv
if not exist %PY% goto no_python
%PY% -c "import sys; sys.exit(sys.version_info < (3, 11))"
if errorlevel 1 goto no_python
fc /b requirements.lock .venv\installed.lock >nul 2>&1
if not errorlevel 1 goto run
echo installing what the review needs, about a minute ...
%PY% -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
if errorlevel 1 goto failed
%PY% -c "import pathlib, site; pathlib.Path(site.getsitepackages()[-1], 'kam-house.pth').write_text(str(pathlib.Path.cwd()))"
if errorlevel 1 goto failed
copy /y requirements.lock .venv\installed.lock >nul
:run
%PY% -m kam report "%QUARTER%" --company "%COMPANY%" %3 %4 %5 %6
set "CODE=%errorlevel%"
popd
exit /b %CODE%
:no_python
echo Python 3.11 or newer is needed: install it, delete the folder .venv if it is there, and call report.cmd again. 1>&2
:failed
popd
exit /b 1
