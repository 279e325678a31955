#!/usr/bin/env bash
# Installs the guard from the action's own folder, so that the pinned revision is what runs, and scans.
set -euo pipefail
place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place"
"$place/bin/pip" install --quiet --disable-pip-version-check "$GUARD_SOURCE"
options=()
while IFS= read -r option; do
  [ -z "$option" ] || options+=("$option")
done <<< "${GUARD_ARGS:-}"
[ -z "${GUARD_SARIF:-}" ] || options+=("--format=sarif=$GUARD_SARIF")
"$place/bin/backpack-guard" ci ${options[@]+"${options[@]}"}
