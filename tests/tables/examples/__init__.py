"""Files as people send them, by kind, each with what is right."""

from tables.example import Example
from tables.examples.around import AROUND
from tables.examples.books import BOOKS
from tables.examples.cells import CELLS
from tables.examples.columns import COLUMNS
from tables.examples.formats import FORMATS
from tables.examples.layouts import LAYOUTS

EXAMPLES: tuple[Example, ...] = (*AROUND, *BOOKS, *CELLS, *COLUMNS, *FORMATS, *LAYOUTS)
