"""A file that no table can be read from."""

from kokoroe.outside.refused import FileRefused


class TableError(FileRefused):
    """The file as a whole cannot be read."""
