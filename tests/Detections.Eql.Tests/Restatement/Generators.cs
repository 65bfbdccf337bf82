using CsCheck;

namespace Detections.Eql.Tests.Restatement;

/// <summary>Random documents and conditions over a few names and texts, so that they often meet.</summary>
internal static class Generators
{
    private static readonly Gen<string> Field = Gen.OneOf("a", "a.b", "a.b.c", "b", "b.c", "c", "my-f", "a.by", "b`c");

    private static readonly Gen<string> Key = Gen.OneOf(
        "a",
        "b",
        "c",
        "a.b",
        "b.c",
        "a.b.c",
        "other",
        "my-f",
        "by",
        "b`c"
    );

    private static readonly Gen<string> Scalar = Gen.OneOf(
        "1",
        "5",
        "5.0",
        "-1",
        "1e2",
        "9007199254740993",
        "\"5\"",
        "\"-1.0\"",
        "\"abc\"",
        "\"ABC\"",
        "\"a\\\\b\"",
        "\"x\\u20ac\\ud83d\\ude00\"",
        "\"x€\"",
        "\"\"",
        "\"a*\"",
        "\"\\u0001\\t\\n\"",
        "\"abab\"",
        "\"aab€ab\"",
        "true",
        "false",
        "\"true\"",
        "null"
    );

    private static readonly Gen<string> Text = Gen.OneOf(
        "abc",
        "ABC",
        "aBc",
        "5",
        "5.0",
        "a\\b",
        "x€",
        "x€😀",
        "",
        "true",
        "\u0001\t\n",
        "a*"
    );

    private static readonly Gen<Literal> StringLiteral = Text.Select(Literal.OfString);

    private static readonly Gen<Literal> NumberLiteral = Gen.OneOf(
            "1",
            "5",
            "5.0",
            "-1",
            "100",
            "9007199254740992",
            "4.5"
        )
        .Select(Literal.OfNumber);

    private static readonly Gen<Literal> Pattern = Gen.OneOf(
            "a",
            "b",
            "ab",
            "C",
            "x",
            "€",
            "?",
            "*",
            "*",
            "\\",
            "😀",
            "5"
        )
        .Array[0, 6]
        .Select(pieces => Literal.OfString(string.Concat(pieces)));

    private static readonly Gen<Condition> Leaf = Gen.OneOf<Condition>(
        Field.Select(field => (Condition)new Condition.IsMissing(field)),
        Gen.Select(
            Field,
            Gen.OneOf("==", "!=", "<", "<=", ">", ">="),
            Gen.OneOf<Literal>(StringLiteral, NumberLiteral),
            Gen.Bool,
            (field, op, literal, isSwapped) => (Condition)new Condition.Compare(field, op, literal, isSwapped)
        ),
        Gen.Select(
            Field,
            Gen.OneOf("==", "!="),
            Gen.Bool,
            (field, op, value) =>
                (Condition)new Condition.Compare(field, op, Literal.OfBoolean(value), IsSwapped: false)
        ),
        Gen.Select(
            Field,
            Gen.Bool,
            Gen.Bool,
            StringLiteral.Array[1, 4],
            (field, ignoresCase, isNegated, literals) =>
                (Condition)new Condition.In(field, ignoresCase, isNegated, literals)
        ),
        Gen.Select(
            Field,
            Gen.Bool,
            NumberLiteral.Array[1, 4],
            (field, isNegated, literals) => (Condition)new Condition.In(field, IgnoresCase: false, isNegated, literals)
        ),
        Gen.Select(
            Gen.OneOf("startsWith", "endsWith", "stringContains"),
            Field,
            Field,
            Gen.Int[0, 2],
            (function, field, other, truth) =>
                (Condition)new Condition.Pair(function, field, other, truth == 2 ? null : truth == 1)
        ),
        Gen.Select(
            Field,
            Gen.OneOf("==", "!=", "<"),
            Gen.Int[0, 6],
            Gen.Int[0, 2],
            (field, op, number, added) => (Condition)new Condition.Length(field, op, number, added)
        ),
        Gen.Select(
            Field,
            Gen.OneOf(":", "like", "like~"),
            Pattern.Array[1, 3],
            (field, op, patterns) => (Condition)new Condition.Like(field, op, patterns)
        )
    );

    public static Gen<string> Documents { get; } = Object(3);

    public static Gen<Condition> Conditions { get; } = Nested(3);

    private static Gen<Condition> Nested(int depth) =>
        depth == 0
            ? Leaf
            : Gen.Frequency<Condition>(
                (3, Leaf),
                (1, Nested(depth - 1).Select(operand => (Condition)new Condition.Not(operand))),
                (1, Nested(depth - 1).Array[2, 4].Select(operands => (Condition)new Condition.And(operands))),
                (1, Nested(depth - 1).Array[2, 4].Select(operands => (Condition)new Condition.Or(operands)))
            );

    private static Gen<string> Value(int depth) =>
        depth == 0
            ? Scalar
            : Gen.Frequency<string>(
                (4, Scalar),
                (1, Value(depth - 1).Array[0, 3].Select(items => $"[{string.Join(", ", items)}]")),
                (2, Object(depth - 1))
            );

    private static Gen<string> Object(int depth) =>
        Gen.Select(Key, Value(depth), (key, value) => $"\"{key}\": {value}")
            .Array[0, 4]
            .Select(members => $"{{{string.Join(", ", members)}}}");
}
