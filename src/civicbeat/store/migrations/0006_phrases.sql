-- The word index learns where words stand, so that phrases are found without reading texts, and a word between the two
-- halves of a text keeps phrases from reaching from one into the other (0015-phrases-from-the-index.md).
ALTER TABLE posts DROP INDEX IF EXISTS by_word;

-- A month in which nothing was written for an hour is merged into one part: each part costs every question some time.
ALTER TABLE posts MODIFY SETTING allow_experimental_text_index_phrase_search = 1, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;

ALTER TABLE posts MODIFY COLUMN words String ALIAS concat(lowerUTF8(text), if(isValidASCII(text), '', concat(' ꙮ ', translateUTF8(lowerUTF8(removeDiacriticsUTF8(text)), 'đð', 'dd'))));

ALTER TABLE posts ADD INDEX by_word words TYPE text(tokenizer = splitByRegexp('[^\\p{L}\\p{M}\\p{N}_]+'), posting_list_codec = 'bitpacking', support_phrase_search = 1);

ALTER TABLE posts MATERIALIZE INDEX by_word SETTINGS mutations_sync = 1;

-- Days of a word that fewer than ten people said are hidden whatever their fingerprint, which is then 0.
ALTER TABLE daily_counts MODIFY COLUMN fingerprint UInt64 CODEC(ZSTD(1));

ALTER TABLE daily_counts_new MODIFY COLUMN fingerprint UInt64 CODEC(ZSTD(1))
