"""Hidden topics are found and named, keep their ids, and are told of with k people only."""

import pickle

import numpy as np
import pytest
from scipy.sparse import csr_array

from civicbeat.analysis.clusters import clusters
from civicbeat.analysis.contract import Refusal

NAMES = [f"w{number}" for number in range(400)] + [
    *("trạm sạc", "xe điện", "ổ cắm", "pin", "chờ sạc"),
    *("cây gạo", "mùa hoa", "chụp ảnh", "công viên", "nở rộ"),
]


def talk(seed=1, *, chatter=400, topic=60, topics=2):
    """Posts of phrases drawn by chance, and two topics that use four of five phrases of their own."""
    draw = np.random.default_rng(seed)
    rows = [draw.choice(400, 9, replace=False) for _ in range(chatter)]
    for number in range(topics):
        own = 400 + 5 * number + np.arange(5)
        rows += [
            np.append(draw.choice(400, 3, replace=False), draw.choice(own, 4, replace=False)) for _ in range(topic)
        ]
    return given_as(rows)


def given_as(rows, **others):
    post = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    counts = csr_array((np.ones(len(post)), (post, np.concatenate(rows))), shape=(len(rows), len(NAMES)))
    numbers = np.arange(1, len(rows) + 1)
    return {"counts": counts, "ids": numbers, "people": numbers.copy(), "names": NAMES} | others


CHARGING, BLOSSOM = frozenset(NAMES[400:405]), frozenset(NAMES[405:])


def about(found, topic):
    """The largest cluster that a phrase of the topic names; ``None`` where there is none."""
    return next((one for one in found.clusters if topic & set(one.name.split(", "))), None)


def test_hidden_topics_are_found_and_named():
    found = clusters(**talk())
    for topic, rows in ((CHARGING, slice(400, 460)), (BLOSSOM, slice(460, 520))):
        cluster = about(found, topic)
        assert np.mean(found.of[rows] == cluster.id) > 0.85
        assert np.mean(found.of[:400] == cluster.id) < 0.05
        assert all(NAMES[column] in NAMES[400:] for column in cluster.phrases)
    assert found.estimate == pytest.approx(np.mean(found.of == 0))
    assert found.doubt.low < found.estimate < found.doubt.high


def test_a_topic_keeps_its_id_when_posts_come_and_go():
    given = talk()
    before = clusters(**given)
    some = np.concatenate([np.arange(50, 400), np.arange(412, 520)])
    later = talk(seed=2)
    counts = csr_array(np.vstack([given["counts"].toarray()[some], later["counts"].toarray()[400:420]]))
    ids = np.append(some + 1, np.arange(9_001, 9_021))
    known = np.append(before.of[some], np.zeros(20, dtype=np.uint64))
    found = clusters(counts, ids, ids, known=known, names=NAMES)
    for topic in (CHARGING, BLOSSOM):
        assert about(found, topic).id == about(before, topic).id
        assert about(found, topic).lasting
    new = clusters(counts, ids, ids, names=NAMES)
    assert not any(one.lasting for one in new.clusters)


def test_a_topic_of_nine_people_is_none():
    given = talk()
    given["people"][400:460] = np.arange(60) % 9 + 1
    found = clusters(**given)
    assert about(found, CHARGING) is None
    assert about(found, BLOSSOM).people >= 10
    given["people"][400:460] = 0
    assert about(clusters(**given), CHARGING).people >= 10  # texts of nobody known are one person each …
    texts = np.append(np.zeros(400, dtype=int), np.append(np.full(60, 3), np.zeros(60, dtype=int)))
    assert about(clusters(**given, texts=texts), CHARGING) is None  # … copies are not


def test_copies_of_one_text_are_no_topic():
    given = talk(topics=1)
    given["counts"] = csr_array(
        np.vstack([given["counts"].toarray()[:400], *[given["counts"].toarray()[400:401]] * 60])
    )
    texts = np.append(np.zeros(400, dtype=int), np.full(60, 8))
    found = clusters(**given, texts=texts)
    assert about(found, CHARGING) is None


def test_any_other_embedding_can_be_given():
    given = talk()
    draw = np.random.default_rng(6)
    where = draw.normal(size=(520, 24))
    where[400:460, 0] += 12
    where[460:, 1] += 12
    found = clusters(**given, embedding=where)
    assert {one.name.split(", ")[0] for one in found.clusters} <= CHARGING | BLOSSOM
    assert np.mean(found.of[400:460] == about(found, CHARGING).id) > 0.9


@pytest.mark.parametrize(
    ("given", "reason"),
    [(talk(chatter=30, topic=10), "too-few"), (given_as([[row % 410] for row in range(300)]), "too-rare")],
)
def test_what_is_hopeless_is_refused(given, reason):
    found = clusters(**given)
    assert isinstance(found, Refusal)
    assert found.reason == reason


def test_where_nothing_is_common_nothing_is_told():
    found = clusters(**talk(topics=0))
    assert found.estimate > 0.8
    assert len(found.of) == 400


def test_what_cannot_be_is_an_error():
    with pytest.raises(ValueError, match="at least 10"):
        clusters(**talk(), fewest=5)
    with pytest.raises(ValueError, match="each post once"):
        clusters(**(talk() | {"ids": np.ones(520, dtype=int)}))


def test_nobody_s_name_is_in_a_finding():
    given = talk()
    names = np.array([f"person-{number}" for number in given["people"]])
    found = clusters(**(given | {"people": names}))
    assert b"person-" not in pickle.dumps(found)
