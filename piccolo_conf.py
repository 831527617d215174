"""Where Piccolo finds the database and the slices' tables."""

from piccolo.conf.apps import AppRegistry

from portal import db
from portal.settings import settings

DB = db.connect(settings().database_url)

APP_REGISTRY = AppRegistry(apps=db.installed_apps())
