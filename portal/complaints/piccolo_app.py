"""Piccolo's view of the complaints slice."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, get_package, table_finder

APP_CONFIG = AppConfig(
    app_name="complaints",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [".tables", ".move_tables"], package=get_package(__name__), exclude_imported=True
    ),
    migration_dependencies=[
        "portal.db.piccolo_app",
        "portal.audit.piccolo_app",
        "portal.agencies.piccolo_app",
    ],
    commands=[],
)
