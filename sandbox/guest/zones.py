"""The time zones of the world, in memory."""

import builtins
import importlib.resources
import io
import zoneinfo
import zoneinfo._common
import zoneinfo._tzpath

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

zones = {}


def install():
    """Reads the zones of the package `tzdata` while there are files."""
    package = importlib.resources.files("tzdata")
    for name in package.joinpath("zones").read_text("utf-8").split():
        zones[name] = package.joinpath("zoneinfo", *name.split("/")).read_bytes()
    zoneinfo._common.load_tzdata = load
    zoneinfo.available_timezones = zoneinfo._tzpath.available_timezones = available_timezones


def load(key):
    if key not in zones:
        raise zoneinfo.ZoneInfoNotFoundError(f"No time zone found with key {key}")
    return io.BytesIO(zones[key])


def available_timezones():
    """Returns a set containing all available time zones."""
    return set(zones)
