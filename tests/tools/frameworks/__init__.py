"""Benchmarks of frameworks: the verdicts of environments beside those of native CPython in the same root folders."""
