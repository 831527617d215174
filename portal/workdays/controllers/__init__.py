"""The routes of Hari Kerja dan Libur."""

from portal.workdays.controllers.holidays import HolidayController
from portal.workdays.controllers.hours import HoursController
from portal.workdays.controllers.lists import ListController
from portal.workdays.controllers.year import WorkdayController

ROUTES = [WorkdayController, HolidayController, ListController, HoursController]
