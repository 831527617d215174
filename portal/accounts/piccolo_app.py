"""Piccolo's view of the accounts slice."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, get_package, table_finder

APP_CONFIG = AppConfig(
    app_name="accounts",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [".tables", ".proof_tables", ".role_tables", ".change_tables"],
        package=get_package(__name__),
        exclude_imported=True,
    ),
    migration_dependencies=["portal.db.piccolo_app", "portal.agencies.piccolo_app"],
    commands=[],
)
