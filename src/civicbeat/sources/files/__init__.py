"""Files of posts: CSV, TSV, JSON, JSON lines and Parquet, packed or not."""

from civicbeat.sources.files.guess import Guess, Reason, Sample, guess, sample_of
from civicbeat.sources.files.mapping import Mapping, RowReader
from civicbeat.sources.files.source import FilesSource, file_source, source_name

__all__ = [
    "FilesSource",
    "Guess",
    "Mapping",
    "Reason",
    "RowReader",
    "Sample",
    "file_source",
    "guess",
    "sample_of",
    "source_name",
]
