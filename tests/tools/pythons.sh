#!/usr/bin/env bash
# Runs the tests of containers with each version of Python, 3.8 to 3.14, that this machine has: in `PATH`, of pyenv, and those that
# are named. One that nobody can reach, as whom they run where root tests, is copied for as long. It ends with 1 where a test fails.
#   tests/tools/pythons.sh [PYTHON…] [-- FILTER…]
set -euo pipefail
cd "$(dirname "$0")/../.."
pythons=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    pythons+=("$1")
    shift
done
filters=("${@:2}")
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
chmod 755 "$folder"
built=$(cargo test --release --no-run --test container 2>&1)
cp "$(sed -n 's/.*container.*(\(.*\))$/\1/p' <<<"$built")" "$folder/container" # which may be built again meanwhile

found() {
    printf '%s\n' "${pythons[@]}"
    for minor in 8 9 10 11 12 13 14; do
        type -aP "python3.$minor" || true
        ls -d "${PYENV_ROOT:-$HOME/.pyenv}/versions/3.$minor".*/bin/python3 2>/dev/null || true
    done
}

as_nobody() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi; }

bad=0 tried=" "
while read -r python; do
    version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || continue
    real=$("$python" -c 'import os, sys; print(os.path.realpath(sys.executable))')
    [[ $tried != *" $real "* ]] || continue
    tried+="$real "
    if ! as_nobody test -x "$real"; then
        copy=$folder/$version
        cp -a "$(dirname "$(dirname "$real")")" "$copy"
        printf '#!/bin/sh\nLD_LIBRARY_PATH=%s/lib exec %s/bin/%s "$@"\n' "$copy" "$copy" "$(basename "$real")" >"$copy/python"
        chmod 755 "$copy" "$copy/python"
        real=$copy/python
    fi
    log=$folder/log
    if MUTAGREE_TEST_PYTHON=$real MUTAGREE_TEST_FOLDER=$folder "$folder/container" --nocapture "${filters[@]}" >"$log" 2>&1; then
        said=passed
    else
        said=FAILED bad=1
    fi
    skipped=$(grep -o 'skipped: .*' "$log" | sort | uniq -c | tr -s ' \n' ' ' || true)
    echo "$version: $said, $(grep -o '[0-9]* passed; [0-9]* failed' "$log" || true)${skipped:+, $skipped}"
    [ $said = passed ] || cat "$log"
done < <(found | sort -u)
exit $bad
