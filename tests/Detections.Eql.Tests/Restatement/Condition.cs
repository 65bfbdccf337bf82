using System.Text.Json;

namespace Detections.Eql.Tests.Restatement;

/// <summary>
/// The language said again in the plainest way, to be compared with the engine: a condition that can write itself as EQL and judge
/// a JSON document, without any care for speed.
/// </summary>
internal abstract record Condition
{
    public abstract string Eql { get; }

    public abstract bool Holds(JsonElement document);

    /// <summary>The parts of a name that are no plain words, or keywords, in back-ticks.</summary>
    private static string Name(string field) =>
        string.Join(
            '.',
            field.Split('.').Select(part => part is "a" or "b" or "c" ? part : $"`{part.Replace("`", "``")}`")
        );

    public sealed record Not(Condition Operand) : Condition
    {
        public override string Eql => $"not ({Operand.Eql})";

        public override bool Holds(JsonElement document) => !Operand.Holds(document);
    }

    public sealed record And(params Condition[] Operands) : Condition
    {
        public override string Eql => $"({string.Join(" and ", Operands.Select(operand => operand.Eql))})";

        public override bool Holds(JsonElement document) => Operands.All(operand => operand.Holds(document));
    }

    public sealed record Or(params Condition[] Operands) : Condition
    {
        public override string Eql => $"({string.Join(" or ", Operands.Select(operand => operand.Eql))})";

        public override bool Holds(JsonElement document) => Operands.Any(operand => operand.Holds(document));
    }

    public sealed record IsMissing(string Field) : Condition
    {
        public override string Eql => $"{Name(Field)} == null";

        public override bool Holds(JsonElement document) => !Document.Values(document, Field).Any();
    }

    public sealed record Compare(string Field, string Operator, Literal Literal, bool IsSwapped) : Condition
    {
        public override string Eql =>
            IsSwapped ? $"{Literal.Eql} {Swapped} {Name(Field)}" : $"{Name(Field)} {Operator} {Literal.Eql}";

        private string Swapped => Operator.Replace('<', '\0').Replace('>', '<').Replace('\0', '>');

        public override bool Holds(JsonElement document) =>
            Operator == "!="
                ? !Document.Values(document, Field).Any(value => Literal.Order(value) == 0)
                : Document
                    .Values(document, Field)
                    .Any(value =>
                        Literal.Order(value) is { } order
                        && Operator switch
                        {
                            "==" => order == 0,
                            "<" => order < 0,
                            "<=" => order <= 0,
                            ">" => order > 0,
                            _ => order >= 0,
                        }
                    );
    }

    /// <summary>A function of two fields: true for any pair of their values, null where one has none; compared with false, its complement.</summary>
    public sealed record Pair(string Function, string Field, string Other, bool? IsComparedWith) : Condition
    {
        public override string Eql =>
            $"{Function}({Name(Field)}, {Name(Other)}){(IsComparedWith is { } truth ? $" == {(truth ? "true" : "false")}" : "")}";

        public override bool Holds(JsonElement document) =>
            (IsComparedWith ?? true)
            == Texts(document, Field).Any(text => Texts(document, Other).Any(part => Applies(text, part) == true));

        private static IEnumerable<string?> Texts(JsonElement document, string field) =>
            Document.Values(document, field).Select(value => (string?)Document.Text(value)).DefaultIfEmpty(null);

        private bool? Applies(string? text, string? part) =>
            text is null || part is null
                ? null
                : Function switch
                {
                    "startsWith" => text.StartsWith(part, StringComparison.Ordinal),
                    "endsWith" => text.EndsWith(part, StringComparison.Ordinal),
                    _ => part != "" && text.Contains(part, StringComparison.Ordinal),
                };
    }

    /// <summary>The length of each value, and what is calculated with it.</summary>
    public sealed record Length(string Field, string Operator, int Number, int Added) : Condition
    {
        public override string Eql => $"length({Name(Field)}) + {Added} {Operator} {Number}";

        public override bool Holds(JsonElement document)
        {
            var lengths = Document.Values(document, Field).Select(value => Document.Text(value).Length + Added);
            return Operator switch
            {
                "==" => lengths.Contains(Number),
                "!=" => !lengths.Contains(Number),
                _ => lengths.Any(length => length < Number),
            };
        }
    }

    public sealed record In(string Field, bool IgnoresCase, bool IsNegated, params Literal[] Literals) : Condition
    {
        public override string Eql =>
            $"{Name(Field)} {(IsNegated ? "not " : "")}{(IgnoresCase ? "in~" : "in")} ({string.Join(", ", Literals.Select(literal => literal.Eql))})";

        public override bool Holds(JsonElement document) =>
            IsNegated
            != Document
                .Values(document, Field)
                .Any(value =>
                    Literals.Any(literal =>
                        IgnoresCase
                            ? Literal.Fold(literal.Text) == Literal.Fold(Document.Text(value))
                            : literal.Order(value) == 0
                    )
                );
    }

    public sealed record Like(string Field, string Operator, params Literal[] Patterns) : Condition
    {
        public override string Eql =>
            $"{Name(Field)} {Operator} {(Patterns.Length == 1 ? Patterns[0].Eql : $"({string.Join(", ", Patterns.Select(pattern => pattern.Eql))})")}";

        public override bool Holds(JsonElement document) =>
            Document
                .Values(document, Field)
                .Any(value =>
                    Patterns.Any(pattern =>
                        Operator == "like"
                            ? Fits(pattern.Text, Document.Text(value))
                            : Fits(Literal.Fold(pattern.Text), Literal.Fold(Document.Text(value)))
                    )
                );

        private static bool Fits(string pattern, string text) =>
            Fits([.. pattern.EnumerateRunes()], [.. text.EnumerateRunes()]);

        private static bool Fits(ReadOnlySpan<System.Text.Rune> pattern, ReadOnlySpan<System.Text.Rune> text)
        {
            if (pattern.IsEmpty)
            {
                return text.IsEmpty;
            }

            if (pattern[0].Value == '*')
            {
                return Fits(pattern[1..], text) || (!text.IsEmpty && Fits(pattern, text[1..]));
            }

            return !text.IsEmpty && (pattern[0].Value == '?' || pattern[0] == text[0]) && Fits(pattern[1..], text[1..]);
        }
    }
}
