import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from civicbeat.store.words import fold, has_accents, split, tokens

LETTERS = "aáàảãạăắằâấầbcdđeêếghiíklmnoôốơớpqrstuưứvxyýABCDĐÊ"


def test_folding_takes_accents_and_the_stroke_of_d():
    assert fold("Đường") == "duong"
    assert fold("ngập") == "ngap"


def test_a_word_typed_with_accents_is_meant_exactly():
    assert has_accents("đi")
    assert not has_accents("Di")


def test_words_are_letters_digits_and_underscores():
    assert split("Ngập-nước, “ở_đây”! covid19") == ["ngập", "nước", "ở_đây", "covid19"]


@given(st.text(LETTERS + " .,!-😀", max_size=60))
def test_tokens_stand_where_they_say(text):
    text = unicodedata.normalize("NFC", text)
    there = list(tokens(text))
    assert [token.word for token in there] == split(text)
    assert all(text[token.start : token.end].lower() == token.word for token in there)


@given(st.text(LETTERS, max_size=20))
def test_composed_and_decomposed_are_one(text):
    assert split(unicodedata.normalize("NFD", text)) == split(unicodedata.normalize("NFC", text))
