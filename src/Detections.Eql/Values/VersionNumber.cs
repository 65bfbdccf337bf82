using System.Text.RegularExpressions;

namespace Detections.Eql.Values;

/// <summary>
/// A value of a <c>version</c> field: semantic versions with any number of main parts, in the order of their parts; what is no such
/// version comes after all that are, in byte order, and equals only itself.
/// </summary>
internal sealed partial class VersionNumber : IEquatable<VersionNumber>, IComparable, IComparable<VersionNumber>
{
    private const string Digits = "(0|[1-9][0-9]*)";
    private const string Name = "(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";

    private readonly string _text;
    private readonly string[]? _main;
    private readonly string[] _preRelease;
    private readonly string _build;

    public VersionNumber(string text)
    {
        _text = text;
        var match = Legal().Match(text);
        _main = match.Success ? match.Groups["main"].Value.Split('.') : null;
        _preRelease = match.Groups["pre"] is { Success: true, Value: var pre } ? pre.Split('.') : [];
        _build = match.Groups["build"].Value;
    }

    public bool Equals(VersionNumber? other) => other is not null && _text == other._text;

    public override bool Equals(object? obj) => Equals(obj as VersionNumber);

    public override int GetHashCode() => string.GetHashCode(_text, StringComparison.Ordinal);

    public int CompareTo(object? obj) => CompareTo(obj as VersionNumber);

    public int CompareTo(VersionNumber? other)
    {
        if (other is null)
        {
            return 1;
        }

        if (_main is null || other._main is null)
        {
            return (_main is null, other._main is null) switch
            {
                (true, true) => string.CompareOrdinal(_text, other._text),
                (true, false) => 1,
                _ => -1,
            };
        }

        var order = Compare(_main, other._main);
        if (order == 0)
        {
            // A version without a pre-release part is newer than all with one
            order = (_preRelease.Length == 0).CompareTo(other._preRelease.Length == 0);
        }

        if (order == 0)
        {
            order = Compare(_preRelease, other._preRelease);
        }

        return order != 0 ? order : string.CompareOrdinal(_build, other._build);
    }

    public override string ToString() => _text;

    private static int Compare(string[] left, string[] right)
    {
        for (var index = 0; index < Math.Min(left.Length, right.Length); index++)
        {
            if (ComparePart(left[index], right[index]) is not 0 and var order)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    /// <summary>Numbers come before names. Without leading zeros the longer number is the greater one, however long.</summary>
    private static int ComparePart(string left, string right) =>
        (IsNumber(left), IsNumber(right)) switch
        {
            (true, true) when left.Length != right.Length => left.Length.CompareTo(right.Length),
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(left, right),
        };

    private static bool IsNumber(string part) => !part.AsSpan().ContainsAnyExceptInRange('0', '9');

    [GeneratedRegex(
        $@"\A(?<main>{Digits}(\.{Digits})*)(-(?<pre>{Name}(\.{Name})*))?(?<build>\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: -1
    )]
    private static partial Regex Legal();
}
