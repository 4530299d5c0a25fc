"""Gives the wheel the tag of the one platform whose compiled modules are in it."""

from __future__ import annotations

import os
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PlatformTag(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # No part of it is compiled for one Python: Node loads the modules.
        build_data["tag"] = f"py3-none-{os.environ['BGSPLIT_WHEEL_PLATFORM']}"
        build_data["pure_python"] = False
