#!/usr/bin/env bash
# Ends with one sentence that names what the machine lacks and how to get it; silent when nothing is missing.
set -euo pipefail

python=${PYTHON:-python3.11}
missing=()

"$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null \
    || missing+=("Python 3.11 with venv ($python; Debian: apt-get install python3.11 python3.11-venv)")
command -v npm >/dev/null || missing+=("npm (Debian: apt-get install npm)")
command -v gcc >/dev/null || missing+=("gcc (Debian: apt-get install gcc)")
command -v git >/dev/null || missing+=("git (Debian: apt-get install git)")
if ! command -v node >/dev/null; then
    missing+=("Node.js 20 or newer (nodejs.org, or your system's package nodejs)")
elif [ "$(node -p 'Number(process.versions.node.split(".")[0])')" -lt 20 ]; then
    missing+=("Node.js 20 or newer (found $(node --version))")
fi

if [ ${#missing[@]} -gt 0 ]; then
    printf -v list '%s; ' "${missing[@]}"
    echo "CarboniX cannot be installed: this machine lacks ${list%; }." >&2
    exit 1
fi
