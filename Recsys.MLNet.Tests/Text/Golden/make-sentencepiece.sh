#!/bin/sh
# Trains two small SentencePiece models on the sentences of make-tokenizers.py and writes what the reference tools make of
# texts.txt. Needs Debian's sentencepiece. The character rules are our own: full-width letters, ligatures, blanks.
set -e
cd "$(dirname "$0")"
sed -n '/^SENTENCES = """/,/""".split/p' make-tokenizers.py | sed 's/^SENTENCES = """//; s/""".split.*//' > corpus.txt
python3 - <<'P' > rules.tsv 2>/dev/null
for a, b in [(chr(0xFF21 + i), chr(65 + i)) for i in range(26)] + [(chr(0xFF41 + i), chr(97 + i)) for i in range(26)] + [("ﬁ", "fi"), ("ﬂ", "fl"), ("\u3000", " "), ("\t", " "), ("①", "1"), ("e\u0301", "é"), ("㎏", "kg")]:
    print(" ".join(f"{ord(c):x}" for c in a) + "\t" + " ".join(f"{ord(c):x}" for c in b))
P
spm_train --input=corpus.txt --model_prefix=spm-unigram --vocab_size=178 --character_coverage=1.0 --model_type=unigram --normalization_rule_tsv=rules.tsv --pad_id=-1 2>/dev/null
spm_train --input=corpus.txt --model_prefix=spm-bpe --vocab_size=480 --character_coverage=1.0 --model_type=bpe --byte_fallback=true --normalization_rule_tsv=rules.tsv 2>/dev/null
for m in unigram bpe; do spm_encode --model=spm-$m.model --output_format=id < texts.txt > spm-$m.golden; done
rm -f corpus.txt rules.tsv spm-*.vocab
