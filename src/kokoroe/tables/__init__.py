"""Tables as people write them: a file's bytes become sheets of cells, and those one `Reading` of declared fields.

`TableForm` says what is looked for, `sheets_of` parses a stranger's file apart, `read_table` reads its sheets, and
`Answers` has what people decided. Nothing here knows a roster.
"""
