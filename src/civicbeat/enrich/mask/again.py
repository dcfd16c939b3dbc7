"""Again: today's mask over texts and addresses that an earlier one masked."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from civicbeat.enrich.mask.links import public_link
from civicbeat.enrich.mask.mask import Mask
from civicbeat.enrich.mask.text import masked_column

VERSION = Mask.version


def masked_again(
    texts: pa.StringArray, urls: pa.StringArray, institutions: pa.StringArray
) -> tuple[pa.Array, pa.Array]:
    """What the mask leaves of stored ``texts`` and ``urls``; where an institution speaks, less is masked.

    Authors and coordinates stay: of both, nothing is stored from which more could be taken.
    """
    official = pc.not_equal(institutions, "").to_pylist()
    masked, _counts = masked_column(texts, official, frozenset())
    links = zip(urls.to_pylist(), official, strict=True)
    return masked, pa.array([public_link(url, official=known) for url, known in links], pa.string())
