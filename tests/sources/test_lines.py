"""Lines of an endless answer: whole, with beats between them, bounded, and given up at once."""

import time
from contextlib import closing

import pytest
from tests.sources.feeds.server import running, say, trickle

from civicbeat.records.errors import FormatChanged, SourceRefused, SourceUnreachable
from civicbeat.sources import lines as lines_module
from civicbeat.sources.lines import lines
from civicbeat.sources.web import AskedToWait, NotFound, Web, forget_hosts


@pytest.fixture
def site():
    forget_hosts()
    with running() as site:
        yield site
    forget_hosts()


WEB = Web(pause=0, timeout=5, robots=False, allow_loopback=True)


def spoken(*pieces, pause=0.0):
    """An answer whose pieces come one by one, with a pause after each."""

    def answer(request):
        request.send_response(200)
        request.end_headers()
        for piece in pieces:
            request.wfile.write(piece)
            request.wfile.flush()
            time.sleep(pause)

    return answer


def heard(site, most, *, silence=5.0, **headers):
    """The first ``most`` lines and beats."""
    with WEB.stream(f"{site.address}/s", headers, silence=silence) as answer, closing(lines(answer)) as coming:
        return [line for _, line in zip(range(most), coming, strict=False)]


def test_lines_are_put_together(site):
    site.paths["/s"] = spoken(b"data: H\xe1\xba", b"\xbbm\r\n\nev", b"ent: x\n", pause=0.02)
    assert heard(site, 3, Authorization="Bearer x") == ["data: Hẻm".encode(), b"", b"event: x"]
    assert site.asked[0][1]["Authorization"] == "Bearer x"
    assert site.asked[0][1]["Accept-Encoding"] == "identity"


def test_silence_is_a_beat_and_giving_up_is_prompt(site, monkeypatch):
    monkeypatch.setattr(lines_module, "BEAT", 0.05)
    site.paths["/s"] = spoken(b":thump\n", pause=30)
    began = time.monotonic()
    assert heard(site, 3) == [b":thump", None, None]
    assert time.monotonic() - began < 3


def test_many_lines_that_nobody_takes_hold_nobody_up(site):
    site.paths["/s"] = spoken(*[b"x" * 60_000 + b"\n"] * 300)
    assert len(heard(site, 1)) == 1


def test_the_end_and_too_long_a_silence_are_failures(site, monkeypatch):
    site.paths["/s"] = spoken(b"a\n")
    with pytest.raises(SourceUnreachable, match="ended"):
        heard(site, 2)
    monkeypatch.setattr(lines_module, "BEAT", 5)
    site.paths["/s"] = trickle(2, 1)
    with pytest.raises(SourceUnreachable, match="in time"):
        heard(site, 1, silence=0.2)


def test_a_line_without_end_and_a_packed_stream_are_refused(site, monkeypatch):
    monkeypatch.setattr(lines_module, "LONGEST_LINE", 1_000)
    site.paths["/s"] = spoken(b"x" * 2_000)
    with pytest.raises(FormatChanged, match="no end"):
        heard(site, 1)
    site.paths["/s"] = say(200, b"x", Content_Encoding="gzip")
    with pytest.raises(FormatChanged, match="packed"):
        heard(site, 1)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (say(401), SourceRefused),
        (say(404), NotFound),
        (say(503), SourceUnreachable),
        (say(429, Retry_After="60"), AskedToWait),
        (say(302, Location="/t"), SourceUnreachable),
    ],
)
def test_other_answers_are_errors(site, answer, error):
    site.paths["/s"] = answer
    with pytest.raises(error):
        heard(site, 1)


def test_robots_and_the_guard_hold_for_streams(site):
    site.paths["/robots.txt"] = say(200, b"User-agent: *\nDisallow: /")
    with (
        pytest.raises(SourceRefused, match=r"robots\.txt"),
        Web(pause=0, allow_loopback=True).stream(f"{site.address}/s", {}, silence=1),
    ):
        pass
    with pytest.raises(SourceRefused, match="private"), Web().stream("http://10.0.0.1/s", {}, silence=1):
        pass


def test_other_questions_go_on_while_a_stream_is_open(site):
    site.paths["/s"] = spoken(b"a\n", pause=1)
    site.paths["/q"] = say(200, b"yes")
    with WEB.stream(f"{site.address}/s", {}, silence=5):
        assert WEB.get(f"{site.address}/q").body == b"yes"
