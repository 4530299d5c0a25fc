"""A value for every field that Django ships: another one at each call, so that unique holds."""

from __future__ import annotations

import datetime as dt
import decimal
import itertools
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db import models

# What naive SQL and naive templates stumble over; cut to the field's length.
AWKWARD = " it's 100%\\ \"ü✓"


class Values:
    """Two colours never give the same value: one counts the odd numbers, the other the even ones."""

    def __init__(self, colour: str, allowed: dict[str, list[Any]]) -> None:
        self.numbers: Iterator[int] = itertools.count({"blue": 1, "green": 2}.get(colour, 1), 2)
        self.allowed = allowed

    def of(self, field: models.Field[Any, Any]) -> Any:
        number = next(self.numbers)
        if allowed := self.allowed.get(f"{field.model._meta.label}.{field.name}"):
            return allowed[number // 2 % len(allowed)]
        if choices := list(field.flatchoices):
            return choices[number // 2 % len(choices)][0]
        return self._by_class(field, number)

    def _by_class(self, field: models.Field[Any, Any], number: int) -> Any:
        # The field's own class first, then what it inherits from: a custom field behaves as its base does.
        for kind in type(field).__mro__:
            if maker := MAKERS.get(kind.__name__):
                return maker(field, number)
        raise NotImplementedError(f"values.py has none for {type(field).__name__}")


def _text(field: Any, number: int) -> str:
    return _fit(f"{number}{AWKWARD}", field.max_length)


def _fit(text: str, length: int | None) -> str:
    return text if length is None else text[:length].strip()


def _decimal(field: Any, number: int) -> decimal.Decimal:
    digits = number % 10**field.max_digits
    return decimal.Decimal(digits).scaleb(-field.decimal_places)


def _moment(number: int) -> dt.datetime:
    start = dt.datetime(2001, 1, 1, tzinfo=dt.timezone.utc)
    return start + dt.timedelta(minutes=number)


def _address(field: Any, number: int) -> str:
    if field.protocol.lower() == "ipv6":
        return f"fd00::{number:x}"
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _array(field: Any, number: int) -> list[Any]:
    single = Values("one", {})
    return [single._by_class(field.base_field, number + step) for step in range(2)]


def _range(kind: str, make: Callable[[int], Any]) -> Callable[[Any, int], Any]:
    def maker(_field: Any, number: int) -> Any:
        from django.db.backends.postgresql import psycopg_any

        # No two of them meet, for the sake of exclusion constraints.
        return getattr(psycopg_any, kind)(make(number * 10), make(number * 10 + 5))

    return maker


MAKERS: dict[str, Callable[[Any, int], Any]] = {
    "IntegerField": lambda field, number: number,
    "SmallIntegerField": lambda field, number: number % 32_000,
    "BooleanField": lambda field, number: bool(number // 2 % 2),
    "FloatField": lambda field, number: number + 0.5,
    "DecimalField": _decimal,
    "CharField": _text,
    "TextField": _text,
    "SlugField": lambda field, number: _fit(f"{number}-slug", field.max_length),
    "EmailField": lambda field, number: f"u{number}@example.com",
    "URLField": lambda field, number: f"https://example.com/{number}?a=b%20c",
    "FilePathField": lambda field, number: f"/tmp/{number}",
    "FileField": lambda field, number: f"files/{number}.txt",
    "ImageField": lambda field, number: f"images/{number}.png",
    "DateField": lambda field, number: _moment(number * 1440).date(),
    "DateTimeField": lambda field, number: _moment(number),
    "TimeField": lambda field, number: _moment(number).time(),
    "DurationField": lambda field, number: dt.timedelta(seconds=number),
    "UUIDField": lambda field, number: uuid.uuid5(uuid.NAMESPACE_URL, str(number)),
    "JSONField": lambda field, number: {"n": number, "s": AWKWARD, "l": [1, None]},
    "BinaryField": lambda field, number: b"\x00\xff%" + str(number).encode(),
    "GenericIPAddressField": _address,
    "ArrayField": _array,
    "HStoreField": lambda field, number: {"n": str(number), "s": AWKWARD},
    "IntegerRangeField": _range("NumericRange", lambda number: number),
    "BigIntegerRangeField": _range("NumericRange", lambda number: number),
    "DecimalRangeField": _range("NumericRange", lambda number: decimal.Decimal(number)),
    "DateRangeField": _range("DateRange", lambda number: _moment(number * 1440).date()),
    "DateTimeRangeField": _range("DateTimeTZRange", _moment),
    "SearchVectorField": lambda field, number: f"'word':1 'n{number}':2",
}
