"""The one number that messages come from, for everybody to compare."""

from litestar import get
from litestar.response import Template

from portal.accounts import phones
from portal.settings import settings
from portal.web import Request, page
from portal.web.pages import REGENCY


@get("/official-number", name="official_number.show", opt={"public": True})
async def official_number(request: Request) -> Template:
    """Nomor resmi."""
    regency = request.scope["state"].get(REGENCY)
    stated = (regency.sender_number if regency else "") or settings().whatsapp_sender_number
    number = phones.find(stated)
    return page(
        request,
        "accounts/official_number.html",
        address=f"{settings().base_url.rstrip('/')}/",
        number=phones.spoken(number) if number else stated,
        office=regency.office_name if regency else "",
        office_phone=regency.phone if regency else "",
    )
