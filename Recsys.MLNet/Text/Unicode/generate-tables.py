"""Writes unicode.bin, the tables behind UnicodeNormalization, from Python's own copy of the Unicode database.

Layout, little-endian: uint32 count of decompositions, then for each uint32 code point, uint8 flags
(1 compatibility mapping, 2 composes back), uint8 length, uint32 * length of its one-step decomposition;
uint32 count of combining classes, then for each uint32 code point, uint8 class.
Run: python3 generate-tables.py (Python 3.11 gives Unicode 14).
"""
import os
import struct
import unicodedata

decompositions, classes = [], []
for cp in range(0x110000):
    if 0xD800 <= cp <= 0xDFFF or 0xAC00 <= cp <= 0xD7A3:  # surrogates; Hangul syllables are computed
        continue
    c = chr(cp)
    if unicodedata.combining(c):
        classes.append((cp, unicodedata.combining(c)))
    mapping = unicodedata.decomposition(c)
    if not mapping:
        continue
    parts = mapping.split()
    compat = parts[0].startswith("<")
    to = [int(p, 16) for p in (parts[1:] if compat else parts)]
    composes = not compat and len(to) == 2 and unicodedata.normalize("NFC", c) == c
    decompositions.append((cp, (1 if compat else 0) | (2 if composes else 0), to))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "unicode.bin"), "wb") as out:
    out.write(struct.pack("<I", len(decompositions)))
    for cp, flags, to in decompositions:
        out.write(struct.pack("<IBB", cp, flags, len(to)))
        out.write(struct.pack(f"<{len(to)}I", *to))
    out.write(struct.pack("<I", len(classes)))
    for cp, combining in classes:
        out.write(struct.pack("<IB", cp, combining))
