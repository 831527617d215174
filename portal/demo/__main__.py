"""`python -m portal.demo`: fill the database of the environment and print who may sign in, as JSON."""

from __future__ import annotations

import asyncio
import json
import sys

from portal import clock, db
from portal.demo.seeding import seed
from portal.settings import settings


async def _fill() -> list[dict[str, str | bool]]:
    clock.allow_moving(settings().demo)
    await db.open_pool()
    try:
        await db.migrate()
        accounts = await seed(clock.now())
    finally:
        await db.close()
    return [
        {
            "role": account.role_name,
            "name": account.name,
            "email": account.email,
            "phone": account.phone,
            "password": account.password,
            "is_main": account.is_main,
        }
        for account in accounts
    ]


if __name__ == "__main__":
    json.dump(asyncio.run(_fill()), sys.stdout)
