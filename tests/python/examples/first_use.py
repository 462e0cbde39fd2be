import mutagree

PROMPT = (
    "Write a function `largest(numbers)` that returns the largest of a list of numbers, or None where there is none."
)
for variant in mutagree.mutate(PROMPT, variants=3):
    print(variant["variant_id"], variant["certificate"]["verdict"], variant["prompt"])

candidates = [
    "def largest(numbers):\n    return max(numbers, default=None)",
    "def largest(numbers):\n    return sorted(numbers)[-1]",
    "def largest(numbers):\n    return max(numbers) if numbers else None",
]
tests = ["assert largest([3, 1, 2]) == 3", "assert largest([]) is None", "assert largest([-1]) == -1"]
with mutagree.Sandbox() as sandbox:
    reports = sandbox.run_many(candidates, tests, progress=True)
print(mutagree.rank(reports)[0]["candidates"])
