"""The routes of perangkat daerah."""

from portal.agencies.controllers.agencies import AgencyController
from portal.agencies.controllers.aliases import AliasController
from portal.agencies.controllers.ending import EndController
from portal.agencies.controllers.hours import AgencyHoursController
from portal.agencies.controllers.imports import ImportController
from portal.agencies.controllers.lists import ListController, TermController
from portal.agencies.controllers.merging import MergeController
from portal.agencies.controllers.settings import SettingsController

ROUTES = [
    AgencyController,
    AliasController,
    ImportController,
    EndController,
    MergeController,
    AgencyHoursController,
    SettingsController,
    ListController,
    TermController,
]
