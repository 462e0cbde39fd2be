"""What a corpus is made of: problems, each with programs and the tests that all of them take."""

from dataclasses import dataclass, field


@dataclass
class Case:
    """A problem: its programs, and the tests that each of them is run against; none stands there twice."""

    name: str
    entry_point: str
    programs: list
    tests: list
    prompt: str = ""
    labels: dict = field(default_factory=dict)  # of programs: what was done to each, where that is known

    def __post_init__(self):
        self.programs = list(dict.fromkeys(self.programs))
        self.tests = list(dict.fromkeys(self.tests))


class Absent(Exception):
    """A corpus whose data is not on this machine."""
