"""The pages of LAPOR!."""

from portal.lapor.controllers.classes import ClassController
from portal.lapor.controllers.imports import ImportController
from portal.lapor.controllers.ledger import LedgerController
from portal.lapor.controllers.mending import MendingController
from portal.lapor.controllers.naming import NamingController, PairController
from portal.lapor.controllers.statuses import StatusController

ROUTES = [
    ImportController,
    MendingController,
    NamingController,
    PairController,
    LedgerController,
    StatusController,
    ClassController,
]
