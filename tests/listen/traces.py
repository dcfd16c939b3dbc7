"""Where something still stands: in every column of both stores, merged or not, and in every file."""

from django.apps import apps
from django.db import connection


def in_posts(beat, traces):
    """Table and column of the post store in which a trace stands, of all rows there are, merged or not."""
    clients = beat.store._clients
    columns = clients.rows("SELECT table, name FROM system.columns WHERE database = currentDatabase()")
    found = set()
    for table, column in columns:
        if table == "redrawn":  # a table in memory is read whole
            continue
        told = f"positionUTF8(toString({column}), {{trace:String}}) > 0"
        for trace in traces:
            if clients.rows(f"SELECT 1 FROM {table} WHERE {told} LIMIT 1", {"trace": trace}):
                found.add((table, column))
    texts = [text for letter in beat.store.dead_letters() for text in map(str, letter.batch.to_pylist())]
    if any(trace in text for text in texts for trace in traces):
        found.add(("dead_letters", "batch"))
    [[database]] = clients.rows("SELECT currentDatabase()")
    index = f"mergeTreeTextIndex('{database}', 'posts', 'by_word')"
    tokens = clients.rows(f"SELECT 1 FROM {index} WHERE token IN {{traces:Array(String)}}", {"traces": list(traces)})
    return found | {("posts", "words") for _ in tokens}


def in_records(traces):
    """``app.Model`` and field of the records store in which a trace stands."""
    return {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.concrete_fields
        for value in model.objects.values_list(field.attname, flat=True)
        if any(trace in (bytes(value).decode("latin-1") if isinstance(value, memoryview | bytes) else str(value))
               for trace in traces)
    }  # fmt: skip


def in_files(beat, traces):
    """Files of the installation, and of the records store, whose bytes hold a trace."""
    said = [trace.encode() for trace in traces]
    records = connection.settings_dict["NAME"]
    paths = [path for path in beat.installation.data.rglob("*") if path.is_file()]
    return {
        str(path).removeprefix(f"{beat.installation.data}/")
        for path in (*paths, *type(paths[0])(records).parent.glob("test.sqlite3*"))
        if any(one in content(path) for one in said)
    }


def content(path):
    try:
        return path.read_bytes()
    except FileNotFoundError:  # the engine removed it meanwhile
        return b""
