using System.Globalization;
using System.Numerics;
using System.Text;

namespace Detections.Eql.Values;

/// <summary>
/// A version as fields of type <c>version</c> order it: three numbers, then a pre-release, which comes before the release; what stands
/// behind <c>+</c> decides last. Text that is no such version comes after all that are, in code unit order.
/// </summary>
internal sealed class VersionNumber : IEquatable<VersionNumber>, IComparable<VersionNumber>, IComparable
{
    private readonly string _text;
    private readonly BigInteger[]? _numbers;
    private readonly string[] _preRelease = [];
    private readonly string _build = "";

    private VersionNumber(string text)
    {
        _text = text;
        var rest = text;
        if (rest.IndexOf('+', StringComparison.Ordinal) is >= 0 and var plus)
        {
            (_build, rest) = (rest[(plus + 1)..], rest[..plus]);
        }

        if (rest.IndexOf('-', StringComparison.Ordinal) is >= 0 and var dash)
        {
            (_preRelease, rest) = (rest[(dash + 1)..].Split('.'), rest[..dash]);
        }

        var parts = rest.Split('.');
        if (parts.Length == 3 && Array.TrueForAll(parts, IsNumber) && Array.TrueForAll(_preRelease, part => part != ""))
        {
            _numbers = Array.ConvertAll(parts, part => BigInteger.Parse(part, CultureInfo.InvariantCulture));
        }
    }

    public static VersionNumber Parse(string text) => new(text);

    public static VersionNumber Parse(ReadOnlySpan<byte> text) => new(Encoding.UTF8.GetString(text));

    public int CompareTo(VersionNumber? other)
    {
        if (other is null)
        {
            return 1;
        }

        if (_numbers is null || other._numbers is null)
        {
            return _numbers is null && other._numbers is null
                ? string.CompareOrdinal(_text, other._text)
                : (_numbers is null).CompareTo(other._numbers is null);
        }

        for (var index = 0; index < _numbers.Length; index++)
        {
            if (_numbers[index].CompareTo(other._numbers[index]) is not 0 and var order)
            {
                return order;
            }
        }

        return ComparePreRelease(_preRelease, other._preRelease) is not 0 and var precedence
            ? precedence
            : string.CompareOrdinal(_build, other._build);
    }

    public int CompareTo(object? obj) => CompareTo((VersionNumber?)obj);

    public bool Equals(VersionNumber? other) => other is not null && CompareTo(other) == 0;

    public override bool Equals(object? obj) => Equals(obj as VersionNumber);

    public override int GetHashCode() => string.GetHashCode(_text, StringComparison.Ordinal);

    public override string ToString() => _text;

    private static int ComparePreRelease(string[] left, string[] right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return (left.Length == 0).CompareTo(right.Length == 0);
        }

        for (var index = 0; index < Math.Min(left.Length, right.Length); index++)
        {
            var (first, second) = (left[index], right[index]);
            var order = (IsDigits(first), IsDigits(second)) switch
            {
                (true, true) => BigInteger
                    .Parse(first, CultureInfo.InvariantCulture)
                    .CompareTo(BigInteger.Parse(second, CultureInfo.InvariantCulture)),
                (true, false) => -1,
                (false, true) => 1,
                _ => string.CompareOrdinal(first, second),
            };
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    /// <summary>A limit, since every number of an event is an attacker's.</summary>
    private static bool IsDigits(string part) =>
        part.Length is > 0 and <= 100 && !part.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static bool IsNumber(string part) => IsDigits(part) && (part.Length == 1 || part[0] != '0');
}
