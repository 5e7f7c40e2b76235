using System.Text;
using Recsys.MLNet.Text.Tokenization;

namespace Recsys.MLNet.Text.Unicode;

/// <summary>Unicode normalisation that gives the same result on every machine, with or without ICU.</summary>
/// <remarks>
/// Annex #15: decompose, put marks in order of combining class, compose. The runtime's own normalisation returns its input
/// unchanged in invariant-globalisation mode and depends on the ICU version elsewhere; a vector must not.
/// </remarks>
internal static class UnicodeNormalization
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28, Syllables = Leads * Vowels * Tails;

    public static string Normalize(string text, UnicodeForm form) => Normalize(AlignedText.From(text), form).ToString();

    public static AlignedText Normalize(AlignedText text, UnicodeForm form)
    {
        if (!text.Chars.ContainsAnyExceptInRange('\0', '\x7f'))
            return text;
        bool compatibility = form is UnicodeForm.Nfkc or UnicodeForm.Nfkd;
        var points = new List<Point>(text.Length);
        for (int i = 0; i < text.Length;)
        {
            var rune = text.RuneAt(i, out int used);
            Decompose(rune.Value, compatibility, text.StartOf(i), text.EndOf(i + used - 1), points);
            i += used;
        }
        Order(points);
        if (form is UnicodeForm.Nfc or UnicodeForm.Nfkc)
            Compose(points);
        var result = new AlignedText(points.Count);
        foreach (var point in points)
            result.Add(new Rune(point.Code), point.Start, point.End);
        return result;
    }

    private static void Decompose(int code, bool compatibility, int start, int end, List<Point> into)
    {
        int syllable = code - HangulBase;
        if ((uint)syllable < Syllables)
        {
            into.Add(new(LeadBase + syllable / (Vowels * Tails), start, end));
            into.Add(new(VowelBase + syllable % (Vowels * Tails) / Tails, start, end));
            if (syllable % Tails != 0)
                into.Add(new(TailBase + syllable % Tails, start, end));
            return;
        }
        if (UnicodeTables.Instance.Decomposition(code, compatibility) is not { } parts)
        {
            into.Add(new(code, start, end));
            return;
        }
        foreach (int part in parts)
            Decompose(part, compatibility, start, end, into);
    }

    // Stable sort of each run of marks by combining class; runs are short, except in hostile text, where List.Sort's
    // instability would matter, so the key carries the place.
    private static void Order(List<Point> points)
    {
        for (int i = 0; i < points.Count;)
        {
            int from = i;
            while (i < points.Count && UnicodeTables.Instance.ClassOf(points[i].Code) != 0)
                i++;
            if (i - from > 1)
            {
                var run = points.GetRange(from, i - from);
                int at = from;
                foreach (var point in run.OrderBy(p => UnicodeTables.Instance.ClassOf(p.Code)))
                    points[at++] = point;
            }
            if (i == from)
                i++;
        }
    }

    private static void Compose(List<Point> points)
    {
        int starter = -1, kept = 0, lastClass = 0;
        for (int i = 0; i < points.Count; i++)
        {
            var point = points[i];
            int mark = UnicodeTables.Instance.ClassOf(point.Code);
            // Blocked when something between the starter and this has an equal or higher class.
            bool reachable = starter >= 0 && (kept - 1 == starter || (lastClass != 0 && lastClass < mark));
            int composed = reachable ? Pair(points[starter].Code, point.Code) : -1;
            if (composed >= 0)
            {
                var first = points[starter];
                points[starter] = new(composed, Math.Min(first.Start, point.Start), Math.Max(first.End, point.End));
                continue;
            }
            if (mark == 0)
                starter = kept;
            lastClass = mark;
            points[kept++] = point;
        }
        points.RemoveRange(kept, points.Count - kept);
    }

    private static int Pair(int first, int second)
    {
        if ((uint)(first - LeadBase) < Leads && (uint)(second - VowelBase) < Vowels)
            return HangulBase + ((first - LeadBase) * Vowels + second - VowelBase) * Tails;
        int syllable = first - HangulBase;
        if ((uint)syllable < Syllables && syllable % Tails == 0 && (uint)(second - TailBase - 1) < Tails - 1)
            return first + second - TailBase;
        return UnicodeTables.Instance.Compose(first, second);
    }

    private readonly record struct Point(int Code, int Start, int End);
}
