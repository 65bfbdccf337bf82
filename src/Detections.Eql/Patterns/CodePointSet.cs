using System.Globalization;
using System.Text;

namespace Detections.Eql.Patterns;

/// <summary>Characters of a regular expression as code points. .NET knows UTF-16 units, so those beyond U+FFFF are written as pairs.</summary>
internal sealed class CodePointSet
{
    private const int LastUnit = 0xFFFF;
    private const int LastCodePoint = 0x10FFFF;
    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;

    private readonly List<(int From, int To)> _ranges = [];

    public static string Any { get; } = new CodePointSet().Complement().ToPattern();

    public CodePointSet Add(int from, int to)
    {
        _ranges.Add((from, to));
        return this;
    }

    public CodePointSet Add(CodePointSet other)
    {
        _ranges.AddRange(other._ranges);
        return this;
    }

    /// <summary>All characters but these.</summary>
    public CodePointSet Complement()
    {
        var others = new CodePointSet();
        var next = 0;
        _ranges.Sort();
        foreach (var (from, to) in _ranges)
        {
            others.AddIfAny(next, from - 1);
            next = Math.Max(next, to + 1);
        }

        others.AddIfAny(next, LastCodePoint);
        return others;
    }

    /// <summary>An expression for one of the characters, that stands as a unit.</summary>
    public string ToPattern()
    {
        var units = new StringBuilder();
        var pairs = new List<string>();
        foreach (var (from, to) in _ranges)
        {
            // Half a pair is no character: were it one, a single dot could match it
            AppendUnits(units, from, Math.Min(to, FirstSurrogate - 1));
            AppendUnits(units, Math.Max(from, LastSurrogate + 1), Math.Min(to, LastUnit));
            AddPairs(pairs, Math.Max(from, LastUnit + 1), to);
        }

        // A class cannot be written empty; without these units it holds nothing
        var unitClass = units.Length > 0 || pairs.Count == 0 ? $"[{(units.Length > 0 ? units : @"^\0-\uFFFF")}]" : null;
        return pairs.Count == 0 ? unitClass!
            : unitClass is null ? $"(?:{string.Join('|', pairs)})"
            : $"(?:{unitClass}|{string.Join('|', pairs)})";
    }

    private void AddIfAny(int from, int to)
    {
        if (from <= to)
        {
            Add(from, to);
        }
    }

    private static void AppendUnits(StringBuilder text, int from, int to)
    {
        if (from <= to)
        {
            text.Append(Range(from, to));
        }
    }

    /// <summary>A range of pairs: those of the first leading unit, those of all between, those of the last.</summary>
    private static void AddPairs(List<string> pairs, int from, int to)
    {
        if (from > to)
        {
            return;
        }

        var (first, last) = (new Rune(from), new Rune(to));
        Span<char> low = stackalloc char[2];
        Span<char> high = stackalloc char[2];
        first.EncodeToUtf16(low);
        last.EncodeToUtf16(high);
        if (low[0] == high[0])
        {
            pairs.Add(Pair(low[0], high[0], low[1], high[1]));
            return;
        }

        pairs.Add(Pair(low[0], low[0], low[1], '\uDFFF'));
        if (low[0] + 1 < high[0])
        {
            pairs.Add(Pair((char)(low[0] + 1), (char)(high[0] - 1), '\uDC00', '\uDFFF'));
        }

        pairs.Add(Pair(high[0], high[0], '\uDC00', high[1]));
    }

    private static string Pair(char leadFrom, char leadTo, char trailFrom, char trailTo) =>
        $"[{Range(leadFrom, leadTo)}][{Range(trailFrom, trailTo)}]";

    private static string Range(int from, int to) =>
        from == to
            ? string.Create(CultureInfo.InvariantCulture, $"\\u{from:X4}")
            : string.Create(CultureInfo.InvariantCulture, $"\\u{from:X4}-\\u{to:X4}");
}
