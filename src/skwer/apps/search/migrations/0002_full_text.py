"""The full-text index beside the entries: FTS5 kept by triggers on SQLite, a generated tsvector on PostgreSQL.

Hand-written: keep it when other migrations are made anew. On SQLite a later migration that changes the table of entries
makes a new table, and triggers go with the old one: it must run TRIGGERS again.
"""

from django.db import NotSupportedError, migrations

ADD = "INSERT INTO search_words(rowid, title_lemmas, text_lemmas) VALUES (new.id, new.title_lemmas, new.text_lemmas);"
REMOVE = (
    "INSERT INTO search_words(search_words, rowid, title_lemmas, text_lemmas)"
    " VALUES ('delete', old.id, old.title_lemmas, old.text_lemmas);"
)
TRIGGERS = [
    f"CREATE TRIGGER search_words_added AFTER INSERT ON search_entry BEGIN {ADD} END",
    f"CREATE TRIGGER search_words_removed AFTER DELETE ON search_entry BEGIN {REMOVE} END",
    f"CREATE TRIGGER search_words_changed AFTER UPDATE ON search_entry BEGIN {REMOVE} {ADD} END",
]
MAKE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE search_words USING fts5(title_lemmas, text_lemmas, content='search_entry',"
        " content_rowid='id', tokenize=\"unicode61 remove_diacritics 0\", prefix='2 3 4')",
        *TRIGGERS,
    ],
    "postgresql": [
        "ALTER TABLE search_entry ADD COLUMN words tsvector GENERATED ALWAYS AS ("
        "setweight(to_tsvector('simple'::regconfig, title_lemmas), 'A') ||"
        " setweight(to_tsvector('simple'::regconfig, text_lemmas), 'D')) STORED",
        "CREATE INDEX search_entry_words ON search_entry USING gin (words)",
    ],
}
UNMAKE = {
    "sqlite": [
        "DROP TRIGGER search_words_added",
        "DROP TRIGGER search_words_removed",
        "DROP TRIGGER search_words_changed",
        "DROP TABLE search_words",
    ],
    "postgresql": ["DROP INDEX search_entry_words", "ALTER TABLE search_entry DROP COLUMN words"],
}


def _run(schema_editor, statements):
    vendor = schema_editor.connection.vendor
    if vendor not in statements:
        raise NotSupportedError(f"Skwer searches in SQLite and PostgreSQL, not in {vendor}.")
    for statement in statements[vendor]:
        schema_editor.execute(statement, params=None)


def make(apps, schema_editor):
    _run(schema_editor, MAKE)


def unmake(apps, schema_editor):
    _run(schema_editor, UNMAKE)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
