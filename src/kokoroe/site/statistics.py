"""What the database knows of its own tables, so that it chooses its indexes well."""

from django.db import connection

# Rows looked at for each index: enough to tell a large table from a small one, and done in a blink.
LOOKED_AT = 1000


def refresh_statistics() -> None:
    """Let SQLite look over its tables, as nobody else does it for an embedded database; PostgreSQL does so itself."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={LOOKED_AT}")
        cursor.execute("ANALYZE")
