using System.Globalization;

namespace Detections.Eql.Patterns;

/// <summary>
/// The expression for the decimal numbers from one to another, <c>&lt;n-m&gt;</c>. Where both are written with as many digits,
/// so are all between; else any number of leading zeros will do.
/// </summary>
internal static class NumericInterval
{
    /// <param name="from">The least number.</param>
    /// <param name="to">The greatest number.</param>
    /// <param name="width">How many digits to write; 0 if it does not matter.</param>
    public static string ToPattern(int from, int to, int width)
    {
        if (width > 0)
        {
            return $"(?:{OfSameLength(Digits(from, width), Digits(to, width))})";
        }

        var alternatives = new List<string>();
        long first = from;
        while (first <= to)
        {
            var length = Digits(first, 1).Length;
            var last = Math.Min(to, (long)Math.Pow(10, length) - 1);
            alternatives.Add(OfSameLength(Digits(first, length), Digits(last, length)));
            first = last + 1;
        }

        return $"(?:0*(?:{string.Join('|', alternatives)}))";
    }

    private static string Digits(long number, int width) => number.ToString($"D{width}", CultureInfo.InvariantCulture);

    private static string OfSameLength(string from, string to)
    {
        if (from.Length == 0)
        {
            return "";
        }

        var (first, last) = (from[0], to[0]);
        var (rest, nines, zeros) = (
            from.Length - 1,
            new string('9', from.Length - 1),
            new string('0', from.Length - 1)
        );
        if (first == last)
        {
            return first + OfSameLength(from[1..], to[1..]);
        }

        var alternatives = new List<string>();
        if (from[1..] != zeros)
        {
            alternatives.Add(first + OfSameLength(from[1..], nines));
            first++;
        }

        if (to[1..] != nines)
        {
            alternatives.Add(last + OfSameLength(zeros, to[1..]));
            last--;
        }

        if (first <= last)
        {
            alternatives.Add(string.Create(CultureInfo.InvariantCulture, $"[{first}-{last}][0-9]{{{rest}}}"));
        }

        return alternatives is [var only] ? only : $"(?:{string.Join('|', alternatives)})";
    }
}
