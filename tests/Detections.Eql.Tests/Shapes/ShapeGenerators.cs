using CsCheck;

namespace Detections.Eql.Tests.Shapes;

/// <summary>Small random data sets and sequences: few letters, few keys and few instants, so that they meet.</summary>
internal static class ShapeGenerators
{
    private const int LastMillisecond = 12;

    /// <summary>How often a property is tried; more where the environment asks for it.</summary>
    public static int Iterations { get; } =
        int.TryParse(
            Environment.GetEnvironmentVariable("DETECTIONS_PROPERTY_ITERATIONS"),
            System.Globalization.CultureInfo.InvariantCulture,
            out var count
        )
            ? count
            : 2_000;

    private static readonly Gen<string> Letters = Gen.OneOf(
        Gen.OneOf("A", "B", "C", "D"),
        Gen.OneOf("AB", "BC", "ACD", "ABCD")
    );

    private static readonly Gen<string[]> Keys = Gen.OneOf(
        Gen.OneOf("x", "y").Select(key => new[] { key }),
        Gen.OneOf("x", "y", "z").Array[0, 3]
    );

    public static readonly Gen<ShapeEvent[]> Events = Gen.Select(
            Gen.Int[0, LastMillisecond],
            Gen.Int[0, 3].Select(tie => tie == 0 ? (int?)null : tie),
            Letters,
            Keys,
            (time, tie, letters, keys) => (time, tie, letters, keys)
        )
        .Array[0, 12]
        .Select(all => all.Select((one, id) => new ShapeEvent(id, one.time, one.tie, one.letters, one.keys)).ToArray());

    public static readonly Gen<ShapeQuery> Queries = Gen.Select(
            Gen.Select(
                Gen.OneOf('A', 'B', 'C', 'D'),
                Gen.Int[0, 4],
                Gen.Int[0, 5],
                (letter, missing, runs) => (letter, missing == 0, runs == 0 ? 2 : 1)
            ).Array[2, 4],
            Gen.Int[0, 2],
            Gen.Int[0, LastMillisecond + 6],
            Gen.Int[0, 6],
            (terms, key, span, until) =>
                new ShapeQuery(
                    terms,
                    HasKey: key > 0,
                    IsOptional: key == 2,
                    MaxSpan: span is 0 or > LastMillisecond ? null : span,
                    Until: until < 4 ? null : (char)('A' + until - 3)
                )
        )
        .Where(query =>
            Array.Exists(query.Terms, term => !term.Item2)
            && (query.MaxSpan is not null || !Array.Exists(query.Terms, term => term.Item2))
        );
}
