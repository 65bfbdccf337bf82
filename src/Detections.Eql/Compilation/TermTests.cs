using System.Text;
using Detections.Eql.Patterns;
using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>Builds the tests of single values that Elasticsearch's term-level queries make.</summary>
internal static class TermTests
{
    /// <summary>Whether the field is searched by its words.</summary>
    public static bool IsAnalysed(FieldType? type) => type?.Name is "text" or "match_only_text";

    /// <exception cref="FormatException">A value cannot be one of such a field.</exception>
    public static ValueTest Equal(FieldType? type, IReadOnlyCollection<byte[]> values, bool ignoresCase) =>
        FieldKinds.Of(type) switch
        {
            FieldKind.Text => Texts(values, ignoresCase || type!.HasNormalizer),
            FieldKind.Number => Numbers(type!, values),
            FieldKind.Boolean => Texts(Booleans(type!, values), ignoresCase: false),
            FieldKind.Address => Addresses(values),
            var kind and (FieldKind.Date or FieldKind.DateNanos) => Dates(type!, kind, values),
            FieldKind.Version => Versions(values),
            _ => Untyped(values, ignoresCase),
        };

    /// <summary>The test of the words of a field that is searched by them, else of the value.</summary>
    public static ValueTest OfEachTerm(FieldType? type, ValueTest test) =>
        !IsAnalysed(type)
            ? test
            : value =>
            {
                foreach (var word in TextAnalyzer.Tokens(Encoding.UTF8.GetString(value.Text)))
                {
                    if (test(new(Encoding.UTF8.GetBytes(word), value.Kind)))
                    {
                        return true;
                    }
                }

                return false;
            };

    /// <summary>Whether the words of one of the phrases follow each other in the value.</summary>
    public static ValueTest Phrases(IReadOnlyCollection<byte[]> phrases)
    {
        var wanted = new List<string[]>(phrases.Count);
        foreach (var phrase in phrases)
        {
            wanted.Add([.. TextAnalyzer.Tokens(Encoding.UTF8.GetString(phrase))]);
        }

        return value =>
        {
            string[] words = [.. TextAnalyzer.Tokens(Encoding.UTF8.GetString(value.Text))];
            return wanted.Exists(phrase => phrase.Length > 0 && words.AsSpan().IndexOf(phrase) >= 0);
        };
    }

    /// <exception cref="FormatException">The field holds no texts.</exception>
    public static ValueTest Like(FieldType? type, string pattern, bool ignoresCase)
    {
        if (FieldKinds.Of(type) is not (FieldKind.Text or FieldKind.Version or FieldKind.Unknown))
        {
            throw new FormatException(
                $"the pattern [{pattern}] is for texts, and a field of type [{type!.Name}] holds none; compare it with a value or a range"
            );
        }

        var wildcard = Wildcard.WithEscapes(
            Encoding.UTF8.GetBytes(pattern),
            ignoresCase || type?.HasNormalizer == true
        );
        return value => wildcard.Matches(value.Text);
    }

    /// <exception cref="FormatException">One is neither an address nor a block or range.</exception>
    public static ValueTest Addresses(IReadOnlyCollection<byte[]> ranges)
    {
        var set = AddressSet.Parse(ranges);
        return value => IpAddress.TryParse(value.Text, out var address) && set.Contains(address);
    }

    private static ValueTest Texts(IReadOnlyCollection<byte[]> values, bool ignoresCase)
    {
        var set = new TextSet(values, ignoresCase);
        return value => set.Contains(value.Text);
    }

    private static IReadOnlyCollection<byte[]> Booleans(FieldType type, IReadOnlyCollection<byte[]> values)
    {
        foreach (var value in values)
        {
            if (!value.AsSpan().SequenceEqual("true"u8) && !value.AsSpan().SequenceEqual("false"u8))
            {
                throw Unfit(value, type, "true or false");
            }
        }

        return values;
    }

    private static ValueTest Numbers(FieldType type, IReadOnlyCollection<byte[]> values)
    {
        var numbers = new HashSet<Number>();
        foreach (var value in values)
        {
            numbers.Add(Number.TryParse(value, out var number) ? number : throw Unfit(value, type, "a number"));
        }

        return value => Number.TryParse(value.Text, out var number) && numbers.Contains(number);
    }

    private static ValueTest Dates(FieldType type, FieldKind kind, IReadOnlyCollection<byte[]> values)
    {
        var format = DateFormat.Of(type.Format);
        var ranges = new List<InstantRange>(values.Count);
        foreach (var value in values)
        {
            ranges.Add(RangeTests.ReadDate(Encoding.UTF8.GetString(value), kind, format));
        }

        return value =>
            FieldValue.TryReadTime(value, kind, format, out var time)
            && ranges.Exists(range => range.Compare(time) == 0);
    }

    private static ValueTest Versions(IReadOnlyCollection<byte[]> values)
    {
        var versions = new HashSet<VersionNumber>();
        foreach (var value in values)
        {
            versions.Add(new(Encoding.UTF8.GetString(value)));
        }

        return value => versions.Contains(new(Encoding.UTF8.GetString(value.Text)));
    }

    /// <summary>The event's JSON decides what the index would have made of the field.</summary>
    private static ValueTest Untyped(IReadOnlyCollection<byte[]> values, bool ignoresCase)
    {
        var texts = new TextSet(values, ignoresCase);
        var numbers = new HashSet<Number>();
        foreach (var value in values)
        {
            if (Number.TryParse(value, out var number))
            {
                numbers.Add(number);
            }
        }

        return value =>
            texts.Contains(value.Text)
            || value.Kind == Execution.ValueKind.Number
                && Number.TryParse(value.Text, out var number)
                && numbers.Contains(number);
    }

    private static FormatException Unfit(ReadOnlySpan<byte> value, FieldType type, string wanted) =>
        new($"[{Encoding.UTF8.GetString(value)}] cannot be a value of the type [{type.Name}]; it has to be {wanted}");
}
