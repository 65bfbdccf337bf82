using System.Globalization;
using System.Linq;
using System.Text;

namespace Detections.Eql.Patterns;

/// <summary>A set of code points, written as a class of the framework's regular expressions, which knows UTF-16 units only.</summary>
internal sealed class CharacterSet
{
    private const int LastInPlane = 0xFFFF;
    private const int Last = 0x10FFFF;

    private readonly List<(int First, int Last)> _ranges = [];

    public void Add(int codePoint) => Add(codePoint, codePoint);

    public void Add(int first, int last) => _ranges.Add((first, last));

    /// <summary>Adds <c>\d</c>, <c>\w</c>, <c>\s</c> or their complements, all of ASCII.</summary>
    public bool TryAddNamed(char letter)
    {
        (int, int)[]? named = char.ToLowerInvariant(letter) switch
        {
            'd' => [('0', '9')],
            's' => [('\t', '\n'), ('\r', '\r'), (' ', ' ')],
            'w' => [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
            _ => null,
        };
        if (named is null)
        {
            return false;
        }

        _ranges.AddRange(char.IsAsciiLetterUpper(letter) ? Complement([.. named]) : named);
        return true;
    }

    public void Write(StringBuilder result, bool isNegated)
    {
        var ranges = Merged();
        if (isNegated)
        {
            ranges = Complement(ranges);
        }

        var alternatives = new List<string>();
        var plane = new StringBuilder();
        foreach (var (first, last) in ranges)
        {
            if (first <= LastInPlane)
            {
                AppendRange(plane, first, Math.Min(last, LastInPlane));
            }

            if (last > LastInPlane)
            {
                AddSurrogates(alternatives, Math.Max(first, LastInPlane + 1), last);
            }
        }

        if (plane.Length > 0)
        {
            alternatives.Add($"[{plane}]");
        }

        result.Append("(?:").Append(alternatives.Count == 0 ? @"[^\s\S]" : string.Join('|', alternatives)).Append(')');
    }

    private List<(int First, int Last)> Merged()
    {
        var merged = new List<(int First, int Last)>();
        foreach (var range in _ranges.Order())
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }

    private static List<(int First, int Last)> Complement(List<(int First, int Last)> ranges)
    {
        var complement = new List<(int, int)>();
        var next = 0;
        foreach (var (first, last) in ranges)
        {
            if (first > next)
            {
                complement.Add((next, first - 1));
            }

            next = last + 1;
        }

        if (next <= Last)
        {
            complement.Add((next, Last));
        }

        return complement;
    }

    /// <summary>A range above the first plane is the rest of its first block, whole blocks, and the beginning of its last.</summary>
    private static void AddSurrogates(List<string> alternatives, int first, int last)
    {
        while (first <= last)
        {
            var (high, low) = Split(first);
            var (lastHigh, lastLow) = Split(last);
            var end = high == lastHigh ? lastLow : 0xDFFF;
            var highEnd = high;
            if (low == 0xDC00 && lastHigh > high)
            {
                highEnd = lastLow == 0xDFFF ? lastHigh : lastHigh - 1;
                end = 0xDFFF;
            }

            var text = new StringBuilder("[");
            AppendRange(text, high, highEnd);
            text.Append("][");
            AppendRange(text, low, end);
            alternatives.Add(text.Append(']').ToString());
            first = Join(highEnd, end) + 1;
        }
    }

    private static (int High, int Low) Split(int codePoint) =>
        (0xD800 + ((codePoint - 0x10000) >> 10), 0xDC00 + ((codePoint - 0x10000) & 0x3FF));

    private static int Join(int high, int low) => 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);

    private static void AppendRange(StringBuilder text, int first, int last)
    {
        text.Append(CultureInfo.InvariantCulture, $"\\u{first:X4}");
        if (last > first)
        {
            text.Append(CultureInfo.InvariantCulture, $"-\\u{last:X4}");
        }
    }
}
