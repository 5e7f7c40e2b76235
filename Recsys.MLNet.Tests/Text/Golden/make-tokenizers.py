"""Writes small tokenizer.json files of every family, with vocabularies counted from the sentences below.

Run: python3 make-tokenizers.py; then node make-golden.mjs, which asks the reference implementation for the expected tokens.
"""
import collections
import json
import math

SENTENCES = """the quick brown fox jumps over the lazy dog and the quiet cat
red running shoes for men and women with soft soles, size 42
a quiet place to travel: Paris, London, Tokyo and the sea in summer
camera lens kit 50mm f/1.8 with bag; wireless headphones, black
children's wooden toys don't break; we'll ship today, it's free
crème brûlée café naïve façade Straße Ångström El Niño
我想去旅游的地方 巴黎 伦敦 东京 红色 跑步鞋 相机 镜头 无线 耳机 黑色
こんにちは世界 カメラ レンズ 한국어 신발 서울 привет мир красные туфли
مرحبا بالعالم שלום עולם 12345 67890 3.14 2026""".split("\n")

words = collections.Counter(w for s in SENTENCES for w in s.split())
chars = sorted({c for s in SENTENCES for c in s.lower() + s} - {" "})


def save(name, model, normalizer, pre, post, added=()):
    with open(name + ".json", "w", encoding="utf-8") as f:
        json.dump({"version": "1.0", "truncation": None, "padding": None, "added_tokens": [
            {"id": i, "content": c, "single_word": False, "lstrip": c == "<mask>", "rstrip": False, "normalized": False, "special": True} for i, c in added],
            "normalizer": normalizer, "pre_tokenizer": pre, "post_processor": post, "decoder": None, "model": model}, f, ensure_ascii=False, indent=0)


# WordPiece
tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + chars + ["##" + c for c in chars]
tokens += sorted({w.lower().strip(",;:.") for w in words if w.isascii() and len(w) > 2})
tokens += ["##ing", "##ner", "##s", "##ed", "##el", "##ess", "##phones", "head", "wire", "creme", "cafe", "naive"]
tokens = list(dict.fromkeys(tokens))
vocab = {t: i for i, t in enumerate(tokens)}
special = [(i, t) for i, t in enumerate(tokens[:5])]
wordpiece = {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": vocab}
bert = {"type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
        "pair": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
                 {"Sequence": {"id": "B", "type_id": 1}}, {"SpecialToken": {"id": "[SEP]", "type_id": 1}}],
        "special_tokens": {t: {"id": t, "ids": [vocab[t]], "tokens": [t]} for t in ("[CLS]", "[SEP]")}}


def bert_normalizer(lowercase):
    return {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": lowercase}


save("bert-uncased", wordpiece, bert_normalizer(True), {"type": "BertPreTokenizer"}, bert, special)
save("bert-cased", wordpiece, bert_normalizer(False), {"type": "BertPreTokenizer"}, bert, special)

# Unigram over ▁-marked words: every substring of up to six characters, scored by its count.
counts = collections.Counter()
for s in SENTENCES:
    for w in s.split():
        w = "▁" + w
        for i in range(len(w)):
            for j in range(i + 1, min(len(w), i + 6) + 1):
                counts[w[i:j]] += 1
pieces = [(p, c) for p, c in counts.items() if c > 1 or len(p) == 1]
pieces.sort(key=lambda p: (-p[1], p[0]))
total = sum(c * len(p) for p, c in pieces)
unigram = [["<s>", 0.0], ["<pad>", 0.0], ["</s>", 0.0], ["<unk>", 0.0]] + [[p, round(math.log(c * len(p) / total), 6)] for p, c in pieces] + [["<mask>", 0.0]]
roberta = {"type": "TemplateProcessing",
           "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
           "pair": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}},
                    {"SpecialToken": {"id": "</s>", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
           "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]}, "</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]}}}
save("xlmr", {"type": "Unigram", "unk_id": 3, "vocab": unigram},
     {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]},
     {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, {"type": "Metaspace", "replacement": "▁", "add_prefix_space": True}]}, roberta,
     [(0, "<s>"), (1, "<pad>"), (2, "</s>"), (3, "<unk>"), (len(unigram) - 1, "<mask>")])


# BPE: counted merges over an alphabet.
def bpe(sequences, merges):
    sequences = [list(s) for s in sequences]
    result = []
    for _ in range(merges):
        pairs = collections.Counter(p for s in sequences for p in zip(s, s[1:]))
        if not pairs:
            break
        (a, b), n = min(pairs.items(), key=lambda p: (-p[1], p[0]))
        if n < 2:
            break
        result.append((a, b))
        for k, s in enumerate(sequences):
            out, i = [], 0
            while i < len(s):
                if i + 1 < len(s) and s[i] == a and s[i + 1] == b:
                    out.append(a + b)
                    i += 2
                else:
                    out.append(s[i])
                    i += 1
            sequences[k] = out
    return result


printable = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
alphabet, extra = {}, 256
for b in range(256):
    if b in printable:
        alphabet[b] = chr(b)
    else:
        alphabet[b] = chr(extra)
        extra += 1
byte_words = ["".join(alphabet[b] for b in (" " + w).encode()) for s in SENTENCES for w in s.split()]
merges = bpe(byte_words, 200)


def byte_vocab(first):
    order = list(first) + [alphabet[b] for b in range(256)] + [a + b for a, b in merges]
    return {t: i for i, t in enumerate(dict.fromkeys(order))}


v = byte_vocab(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
save("roberta", {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "", "fuse_unk": False, "vocab": v, "merges": [f"{a} {b}" for a, b in merges]},
     None, {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}, {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": True, "add_prefix_space": False},
     [(i, t) for i, t in enumerate(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])])
v = byte_vocab([])
qwen = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
save("qwen", {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "", "fuse_unk": False, "vocab": v, "merges": [f"{a} {b}" for a, b in merges]},
     {"type": "NFC"}, {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": qwen}, "behavior": "Isolated", "invert": False},
                                                            {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False}]},
     {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False}, [(len(v), "<|endoftext|>"), (len(v) + 1, "<|im_start|>"), (len(v) + 2, "<|im_end|>")])

# Llama-like: ▁ by normalisation, bytes for what is unknown, no cutting at all.
merges = bpe(["▁" + "▁".join(s.split()) for s in SENTENCES[:5]], 150)
order = ["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)] + sorted({c for s in SENTENCES[:5] for c in s} | {"▁"}) + [a + b for a, b in merges]
v = {t: i for i, t in enumerate(dict.fromkeys(order))}
save("llama", {"type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None, "end_of_word_suffix": None, "fuse_unk": True, "byte_fallback": True, "vocab": v, "merges": [f"{a} {b}" for a, b in merges]},
     {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}, None,
     {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
      "pair": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "<s>", "type_id": 1}}, {"Sequence": {"id": "B", "type_id": 1}}],
      "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}}, [(0, "<unk>"), (1, "<s>"), (2, "</s>")])
