"""The routes of perangkat daerah."""

from portal.agencies.controllers.agencies import AgencyController
from portal.agencies.controllers.aliases import AliasController
from portal.agencies.controllers.imports import ImportController

ROUTES = [AgencyController, AliasController, ImportController]
