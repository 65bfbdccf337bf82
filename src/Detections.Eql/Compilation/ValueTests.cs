using System.Collections.Immutable;
using System.Text;
using Detections.Eql.Execution;
using Detections.Eql.Patterns;
using Detections.Eql.Syntax;
using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>
/// Builds the tests of single values. The mapping decides how a value compares; without one the literal does: a string or boolean
/// compares with the text of the value, a number with the number that the value is or spells.
/// </summary>
internal static class ValueTests
{
    private const int LongestOnStack = 512;

    public static ValueTest Compare(
        ComparisonOperator op,
        LiteralExpression literal,
        FieldKind kind,
        DateFormat? format = null
    ) =>
        kind switch
        {
            FieldKind.Address => CompareAddress(op, literal.Text),
            FieldKind.Date or FieldKind.DateNanos => CompareDate(op, literal, kind, format),
            FieldKind.Version => CompareVersion(op, literal.Text),
            FieldKind.Number when Number.TryParse(literal.Utf8, out var number) => value =>
                Number.TryParse(value.Text, out var other) && op.Accepts(Number.Compare(other, number)),
            FieldKind.Text => CompareText(op, literal.Utf8),
            _ when literal.Value is Number number => CompareNumbers(op, number, literal.Utf8),
            _ => CompareText(op, literal.Utf8),
        };

    public static ValueTest Among(MembershipExpression membership, FieldKind kind, DateFormat? format = null)
    {
        var literals = new List<LiteralExpression>();
        foreach (var value in membership.Values)
        {
            if (value is LiteralExpression { IsNull: false } literal)
            {
                literals.Add(literal);
            }
        }

        if (kind is FieldKind.Text or FieldKind.Unknown or FieldKind.Boolean && literals[0].Value is not Number)
        {
            return Equal(literals.ConvertAll(literal => literal.Utf8), membership.IgnoresCase);
        }

        return Any([.. literals.ConvertAll(literal => Compare(ComparisonOperator.Equal, literal, kind, format))]);
    }

    public static ValueTest Like(PatternExpression pattern) =>
        pattern.IsRegex ? Regex(pattern) : Wildcards(pattern.Patterns, pattern.IgnoresCase);

    private static ValueTest Regex(PatternExpression pattern)
    {
        if (!LuceneRegex.TryCreate(pattern.JoinedPattern, pattern.IgnoresCase, out var regex, out var problem, out _))
        {
            throw new InvalidOperationException(problem);
        }

        return regex.Literal is { } literal
            ? Equal([Encoding.UTF8.GetBytes(literal)], pattern.IgnoresCase)
            : value => IsMatch(regex, value.Text);
    }

    private static bool IsMatch(LuceneRegex regex, ReadOnlySpan<byte> text)
    {
        if (text.Length > LongestOnStack)
        {
            return regex.IsMatch(Encoding.UTF8.GetString(text));
        }

        Span<char> characters = stackalloc char[LongestOnStack];
        return regex.IsMatch(characters[..Encoding.UTF8.GetChars(text, characters)]);
    }

    private static ValueTest Wildcards(ImmutableArray<LiteralExpression> patterns, bool ignoresCase)
    {
        var texts = new List<byte[]>();
        var tests = new List<ValueTest>();
        foreach (var literal in patterns)
        {
            if (!Wildcard.IsIn(literal.Text))
            {
                texts.Add(literal.Utf8);
                continue;
            }

            var wildcard = new Wildcard(literal.Utf8, ignoresCase);
            tests.Add(value => wildcard.Matches(value.Text));
        }

        if (texts.Count > 0)
        {
            tests.Insert(0, Equal(texts, ignoresCase));
        }

        return Any([.. tests]);
    }

    private static ValueTest CompareText(ComparisonOperator op, byte[] text) =>
        op == ComparisonOperator.Equal
            ? value => value.Text.SequenceEqual(text)
            : value => op.Accepts(value.Text.SequenceCompareTo(text));

    private static ValueTest CompareNumbers(ComparisonOperator op, Number number, byte[] text) =>
        value => CompareNumber(value, op, number, text);

    private static bool CompareNumber(EventValue value, ComparisonOperator op, Number number, byte[] text) =>
        value.Kind != ValueKind.Boolean
        && op.Accepts(
            Number.TryParse(value.Text, out var other)
                ? Number.Compare(other, number)
                : value.Text.SequenceCompareTo(text)
        );

    /// <summary>A block of addresses is a set, which an address is in or not; the order is that of the addresses.</summary>
    private static ValueTest CompareAddress(ComparisonOperator op, string text)
    {
        if (op == ComparisonOperator.Equal && CidrBlock.TryParse(text, out var block, out _))
        {
            return value => IpAddress.TryParse(value.Text, out var address) && block.Contains(address);
        }

        return IpAddress.TryParse(text.AsSpan(), out var other)
            ? value => IpAddress.TryParse(value.Text, out var address) && op.Accepts(address.CompareTo(other))
            : _ => false;
    }

    private static ValueTest CompareDate(
        ComparisonOperator op,
        LiteralExpression literal,
        FieldKind kind,
        DateFormat? format
    )
    {
        if (!DateLiterals.TryRead(literal, kind, format, out var range, out _))
        {
            return _ => false;
        }

        return value => FieldValue.TryReadTime(value, kind, format, out var time) && op.Accepts(range.Compare(time));
    }

    private static ValueTest CompareVersion(ComparisonOperator op, string text)
    {
        var version = new VersionNumber(text);
        return value => op.Accepts(new VersionNumber(Encoding.UTF8.GetString(value.Text)).CompareTo(version));
    }

    private static ValueTest Equal(List<byte[]> texts, bool ignoresCase)
    {
        if (texts is not [var text])
        {
            var set = new TextSet(texts, ignoresCase);
            return value => set.Contains(value.Text);
        }

        return ignoresCase ? value => AsciiCase.Equals(value.Text, text) : value => value.Text.SequenceEqual(text);
    }

    private static ValueTest Any(ValueTest[] tests)
    {
        if (tests is [var only])
        {
            return only;
        }

        return value =>
        {
            foreach (var test in tests)
            {
                if (test(value))
                {
                    return true;
                }
            }

            return false;
        };
    }
}
