using Detections.Eql.Execution;
using Detections.Eql.Syntax;
using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>
/// Builds the tests of single values. Without a mapping the literal decides how to compare: a string or boolean compares with the
/// text of the value, a number with the number that the value is or spells.
/// </summary>
internal static class ValueTests
{
    public static ValueTest Compare(ComparisonOperator op, LiteralExpression literal)
    {
        var text = literal.Utf8;
        if (literal.Value is Number number)
        {
            return value => CompareNumber(value, op, number, text);
        }

        return op == ComparisonOperator.Equal
            ? value => value.Text.SequenceEqual(text)
            : value => op.Accepts(value.Text.SequenceCompareTo(text));
    }

    public static ValueTest Among(MembershipExpression membership)
    {
        if (membership.Values[0] is LiteralExpression { Value: Number })
        {
            var tests = new List<ValueTest>();
            foreach (var value in membership.Values)
            {
                tests.Add(Compare(ComparisonOperator.Equal, (LiteralExpression)value));
            }

            return Any([.. tests]);
        }

        var texts = new List<byte[]>();
        foreach (var value in membership.Values)
        {
            texts.Add(((LiteralExpression)value).Utf8);
        }

        return Equal(texts, membership.IgnoresCase);
    }

    public static ValueTest Like(PatternExpression pattern)
    {
        var texts = new List<byte[]>();
        var tests = new List<ValueTest>();
        foreach (var literal in pattern.Patterns)
        {
            if (!Wildcard.IsIn(literal.Text))
            {
                texts.Add(literal.Utf8);
                continue;
            }

            var wildcard = new Wildcard(literal.Utf8, pattern.IgnoresCase);
            tests.Add(value => wildcard.Matches(value.Text));
        }

        if (texts.Count > 0)
        {
            tests.Insert(0, Equal(texts, pattern.IgnoresCase));
        }

        return Any([.. tests]);
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

    private static bool CompareNumber(EventValue value, ComparisonOperator op, Number number, byte[] text) =>
        value.Kind != ValueKind.Boolean
        && op.Accepts(
            Number.TryParse(value.Text, out var other)
                ? Number.Compare(other, number)
                : value.Text.SequenceCompareTo(text)
        );
}
