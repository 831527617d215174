"""Pages, forms, security headers, static files: what every slice's controllers stand on."""

from portal.web import keyset
from portal.web.forms import Form, Posted, Upload, read_form
from portal.web.pages import page, see_other
from portal.web.requests import Request

__all__ = ["Form", "Posted", "Request", "Upload", "keyset", "page", "read_form", "see_other"]
