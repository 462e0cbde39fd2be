#!/usr/bin/env bash
# Checks the manifests of `mutagree cluster kubernetes` against the schemas of Kubernetes, without a cluster.
#   tests/tools/kubernetes.sh [MUTAGREE]
set -euo pipefail
cd "$(dirname "$0")/../.."
mutagree=${1:-target/release/mutagree}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet kubernetes-validate

write() { "$mutagree" cluster kubernetes --shards 8 --image registry/mutagree:1 --claim data "${@:2}" >"$folder/$1.yaml"; }
write files /data/P.jsonl --solutions /data/S.jsonl --tests /data/T.jsonl --run /data/runs/first
write run --from /data/runs/asked --at-once 3 --component /data/component.wasm
write model "/data/P: #1.jsonl" --run '/data/runs/it is "$(x)"' --namespace labs --secret key --time 2-00:00 -- --model 'm: {x}'

# The oldest version that has all that is used, and the newest that is known.
newest=$("$folder/venv/bin/python" -c 'import kubernetes_validate; print(kubernetes_validate.latest_version())')
for version in 1.29 "$newest"; do
    "$folder/venv/bin/kubernetes-validate" --strict --version "$version" "$folder"/*.yaml >/dev/null
done

# A manifest that is wrong must be seen to be so.
sed 's/completionMode: Indexed/completionMode: [Indexed]/' "$folder/files.yaml" >"$folder/wrong.yaml"
if "$folder/venv/bin/kubernetes-validate" --strict "$folder/wrong.yaml" >/dev/null 2>&1; then
    echo "a wrong manifest was taken" >&2
    exit 1
fi

# What texts of users became.
"$folder/venv/bin/python" - "$folder/model.yaml" <<'END'
import sys, yaml

shards, merge = yaml.safe_load_all(open(sys.argv[1]))
arguments = shards["spec"]["template"]["spec"]["containers"][0]["args"]
expected = ["boost", "/data/P: #1.jsonl", "--model", "m: {x}", "--jobs=4", "--shard=auto", "--run"]
assert arguments == [*expected, '/data/runs/it is "$$(x)"/shards/$(JOB_COMPLETION_INDEX)'], arguments
assert merge["spec"]["template"]["spec"]["containers"][0]["args"][3] == '/data/runs/it is "$$(x)"'
assert shards["metadata"]["namespace"] == merge["metadata"]["namespace"] == "labs"
END
echo "manifests are as Kubernetes 1.29 and $newest have them"
