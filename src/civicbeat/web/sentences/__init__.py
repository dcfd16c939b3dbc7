"""Sentences: what other rooms say in English when something is wrong, as far as readers of the console meet it.

``{}`` stands where a word of theirs stands. The Vietnamese of each is in the room's file of words.
"""

from __future__ import annotations

from civicbeat.web.sentences.fetching import OF_ADDRESSES, OF_ANSWERS, OF_KEYS
from civicbeat.web.sentences.files import OF_FILES
from civicbeat.web.sentences.governing import OF_GOVERNING
from civicbeat.web.sentences.listening import OF_FOLLOWING, OF_PASSAGES, OF_STORE, OF_THIS_MACHINE
from civicbeat.web.sentences.options import OF_OPTIONS
from civicbeat.web.sentences.places import OF_PLACES
from civicbeat.web.sentences.queries import OF_QUERIES
from civicbeat.web.sentences.rules import OF_IMPORTS, OF_RULES

SENTENCES = (
    *OF_QUERIES,
    *OF_FILES,
    *OF_ADDRESSES,
    *OF_ANSWERS,
    *OF_KEYS,
    *OF_PLACES,
    *OF_OPTIONS,
    *OF_RULES,
    *OF_IMPORTS,
    *OF_FOLLOWING,
    *OF_PASSAGES,
    *OF_STORE,
    *OF_THIS_MACHINE,
    *OF_GOVERNING,
)
