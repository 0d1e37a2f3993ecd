#!/bin/sh
# Cuts the letters that rinda shows out of Inter, and writes Inter-*.otf (frames and slips) and Inter-*.woff2 (pages).
# Needs: apt-get install fonts-inter python3-fonttools python3-brotli   (made with fonts-inter 4.0~beta7, fonttools 4.68)
#
# ab_glyph maps a character straight to a glyph and reads only the old `kern` table, so the .otf files are prepared:
# digits are the tabular ones, the colon and the dash that stand between digits are kept at U+F000 and U+F001,
# and pair kerning is copied from GPOS to `kern`. Browsers apply the font's own features; the .woff2 files keep them.
set -eu
cd "$(dirname "$0")"
exec python3 - "${1:-/usr/share/fonts/opentype/inter}" <<'PYTHON'
import sys
from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0

FROM = sys.argv[1]
LETTERS = (
    [*range(0x20, 0x7F), *range(0xA0, 0x100)]            # Basic Latin, Latin-1
    + [ord(c) for c in "ĀāČčĒēĢģĪīĶķĻļŅņŌōŖŗŠšŪūŽž"]     # Latvian, with the older Ōō Ŗŗ
    + [*range(0x410, 0x450)]                             # Russian
    + [ord(c) for c in "ЁёЄєІіЇїҐґʼ"]                    # Ё, and what Ukrainian adds
    + [ord(c) for c in "‑–—‘’‚“”„•…‹›€№−←↑→↓⚠✓\u2009\u202f"]
)

def feature(font, tag):
    """The single substitutions of a feature."""
    gsub = font["GSUB"].table
    found = {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag == tag:
            for index in record.Feature.LookupListIndex:
                for table in gsub.LookupList.Lookup[index].SubTable:
                    found.update(getattr(getattr(table, "ExtSubTable", table), "mapping", {}))
    return found

def kerning(font):
    """Pair advances of the GPOS `kern` feature, the first subtable that covers a pair deciding as in GPOS."""
    gpos = font["GPOS"].table
    lookups = {i for r in gpos.FeatureList.FeatureRecord if r.FeatureTag == "kern" for i in r.Feature.LookupListIndex}
    order = font.getGlyphOrder()
    pairs = {}
    for index in sorted(lookups):
        decided = {}
        for table in gpos.LookupList.Lookup[index].SubTable:
            table = getattr(table, "ExtSubTable", table)
            if table.LookupType != 2:
                continue
            if table.Format == 1:
                for left, pair_set in zip(table.Coverage.glyphs, table.PairSet):
                    for record in pair_set.PairValueRecord:
                        value = getattr(record.Value1, "XAdvance", 0) if record.Value1 else 0
                        decided.setdefault((left, record.SecondGlyph), value)
            else:
                for left in table.Coverage.glyphs:
                    row = table.Class1Record[table.ClassDef1.classDefs.get(left, 0)].Class2Record
                    for right in order:
                        value = row[table.ClassDef2.classDefs.get(right, 0)].Value1
                        decided.setdefault((left, right), getattr(value, "XAdvance", 0) if value else 0)
        for pair, value in decided.items():
            pairs[pair] = pairs.get(pair, 0) + value
    return pairs

def cut(font, features):
    options = subset.Options(layout_features=features, notdef_outline=True, name_IDs=[0, 1, 2, 4, 6, 13, 14],
                             hinting=False, desubroutinize=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=LETTERS + [0xF000, 0xF001])
    cutter.subset(font)

for weight in ["Medium", "Bold", "ExtraBold"]:
    font = TTFont(f"{FROM}/Inter-{weight}.otf", recalcTimestamp=False)
    tabular, raised = feature(font, "tnum"), feature(font, "case")
    plain = font.getBestCmap()
    frozen = {digit: tabular[plain[digit]] for digit in range(0x30, 0x3A)}
    frozen |= {0xF000: raised[plain[0x3A]], 0xF001: raised[plain[0x2013]]}
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap = table.cmap | frozen
    width = font["hmtx"][frozen[0x30]][0]
    for digit in range(0x30, 0x3A):                      # the heavy 4 is some units off in the original
        font["hmtx"][frozen[digit]] = (width, font["hmtx"][frozen[digit]][1])
    cut(font, ["kern"])
    pairs = {pair: value for pair, value in kerning(font).items() if abs(value) >= 40}  # below 1.5 % of the em unseen
    table = KernTable_format_0()
    table.coverage, table.kernTable, table.apple = 1, pairs, False
    font["kern"] = newTable("kern")
    font["kern"].version, font["kern"].kernTables = 0, [table]
    for unread in ["GPOS", "GSUB", "GDEF"]:
        if unread in font:
            del font[unread]
    font.save(f"Inter-{weight}.otf")

for weight in ["Regular", "Bold"]:
    font = TTFont(f"{FROM}/Inter-{weight}.otf", recalcTimestamp=False)
    cut(font, ["kern", "calt", "tnum", "ccmp", "locl"])
    font.flavor = "woff2"
    font.save(f"Inter-{weight}.woff2")
PYTHON
