"""What the database calls the agencies, topics and kecamatan of the demo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.agencies import queries as agencies
from portal.agencies.tables import District


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of agencies by code, of topics and kecamatan by name; the agencies' full names by code."""

    agencies: Mapping[str, int]
    names: Mapping[str, str]
    topics: Mapping[str, int]
    districts: Mapping[str, int]


async def read() -> Keys:
    """As the database knows them."""
    districts = await District.select(District.id, District.name)
    known = await agencies.every()
    return Keys(
        {agency.code: agency.id for agency in known},
        {agency.code: agency.name for agency in known},
        {category.topic: category.id for category in await agencies.categories()},
        {district["name"]: district["id"] for district in districts},
    )
