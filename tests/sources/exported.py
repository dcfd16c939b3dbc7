"""What the tests of exports share: small invented files of every kind, and all that comes out of one."""

import csv
import io
import json

import xlsxwriter

from civicbeat.records.post import Post
from civicbeat.sources.contract import Rejected


def upload(text):
    return io.BytesIO(text if isinstance(text, bytes) else text.encode())


def table(rows, delimiter=","):
    """CSV of ``rows``, mappings alike; the first names the columns."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def lines(*items):
    """One JSON object a line."""
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


def workbook(**sheets):
    """A workbook of lists of rows by the name of their sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return out.getvalue()


def everything(source, cursor=None):
    """Posts and rejections of a source."""
    pages = list(source.fetch(cursor or {}))
    made = [source.to_post(raw) for page in pages for raw in page.raws]
    refused = [item for page in pages for item in page.rejected] + [one for one in made if isinstance(one, Rejected)]
    return [one for one in made if isinstance(one, Post)], refused


def reasons(source):
    """Why items were set aside, in their order."""
    return [one.reason for one in everything(source)[1]]
