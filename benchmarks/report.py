"""The measurements as ratios, and whether the goals are met."""

import os
import platform
import statistics
from dataclasses import dataclass
from importlib.metadata import version

from .targets import HELLO, TABLE

ROADMAP_TO_TABLE = 2.5
NATIONAL_TO_FIVE = 1.5


@dataclass
class Ratio:
    """Median and middle half of the ratios of single rounds, both sides measured within the same seconds."""

    middle: float
    low: float
    high: float

    def __str__(self):
        return f"{self.middle:.2f} [{self.low:.2f}-{self.high:.2f}]"


def spread(values):
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive") if values[1:] else values * 3
    return Ratio(middle, low, high)


def ratio(target, base):
    return spread([a / b for a, b in zip(target.milliseconds, base.milliseconds, strict=True)])


def machine(postgresql=None):
    with open("/proc/cpuinfo", encoding="utf-8") as file:  # noqa: PTH123 - not a file of ours
        model = next((line.partition(":")[2].strip() for line in file if line.startswith("model name")), "")
    return {
        "cores": os.cpu_count(),
        "processor": model or platform.machine(),
        "python": platform.python_version(),
        "django": version("django"),
        "gunicorn": version("gunicorn"),
        "psycopg": version("psycopg"),
        "postgresql": postgresql,
        "load_average": os.getloadavg()[0],
    }
