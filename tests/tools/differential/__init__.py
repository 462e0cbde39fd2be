"""The differential test: the same programs and tests in the sandbox and in native CPython, compared cell by cell."""
