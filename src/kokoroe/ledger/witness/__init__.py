"""副署する側: what runs at the other party, without a database, and without Django.

`looking` judges what the server shows (pure), `keeping` has the key and what was seen last in two small files, `asking`
speaks with the server, `telling` with one's own people.
"""
