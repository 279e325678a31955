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
sarif="${GUARD_SARIF:-}"
if [ -z "$sarif" ] && [ "${GUARD_UPLOAD:-}" = true ]; then
  sarif="${RUNNER_TEMP:-.}/backpack-guard.sarif"
fi
if [ -n "$sarif" ]; then
  options+=("--format=sarif=$sarif")
  # what the next step uploads; a name of several lines would add outputs of its own
  printf 'sarif=%s\n' "${sarif%%$'\n'*}" >> "${GITHUB_OUTPUT:-/dev/null}"
fi
"$place/bin/backpack-guard" ci ${options[@]+"${options[@]}"}
