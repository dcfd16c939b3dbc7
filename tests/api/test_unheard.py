"""Who is not heard, as JSON."""

from civicbeat.findings.unheard import COMMUNITIES


def test_places_languages_and_themes_without_posts(ask):
    said = ask("unheard", span="30d")
    places, languages, themes = said["groups"]
    assert (places["group"], languages["group"], themes["group"]) == ("place", "language", "theme")
    assert places["there"] == 168
    assert "vn.hcm.phuong-go-vap" in places["unheard"]
    assert set(languages["unheard"]) == set(COMMUNITIES) - {"vi"}
    assert not {"flooding", "waste"} & set(themes["unheard"])
    assert said["sentence"]["en"].startswith("In 30 days: ")
    assert "contentment" in said["why"]["en"]
