"""Native CPython as the oracle, in a namespace without network, files or rights."""
