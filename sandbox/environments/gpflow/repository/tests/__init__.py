"""Makes `tests.gpflow` of the tests, which would stand before `gpflow` without it. The source distribution lacks this file."""
