using CsCheck;

namespace Detections.Eql.Tests.Restatement;

/// <summary>Random sequences, samples and events over few letters, keys and times, so that they often meet.</summary>
internal static class HappeningGenerators
{
    /// <summary>A part of a millisecond, so that events of one millisecond are ordered by less.</summary>
    public const long Beat = 250_000;

    private const int Beats = 40;

    private static readonly Gen<char> Letter = Gen.OneOf('A', 'A', 'B', 'B', 'C', 'D');

    /// <summary>The shared key fields, and those of which every filter has one.</summary>
    private static readonly Gen<(string[] Shared, string[] Own)> SequenceKeys = Gen.OneOf<(string[], string[])>(
        ([], []),
        (["k"], []),
        (["?k"], []),
        (["l"], []),
        (["k", "?l"], []),
        ([], ["m", "n"]),
        ([], ["m", "?m", "n", "?n"]),
        (["?k"], ["m", "n"])
    );

    private static readonly Gen<(string[] Shared, string[] Own)> SampleKeys = SequenceKeys.Where(keys =>
        keys.Item1.Length + keys.Item2.Length > 0
    );

    private static readonly Gen<string[]> Words = Values("x", "y", "z");

    private static readonly Gen<string[]> Digits = Values("1", "2");

    public static Gen<SequenceRestatement> Sequences { get; } =
        Gen.Select(
            SequenceKeys,
            Gen.Select(
                Letter,
                Gen.Int[0, 7],
                Gen.Frequency((5, Gen.Const(1)), (1, Gen.Const(2))),
                Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true)))
            ).Array[2, 4],
            Gen.OneOf(null, null, (int?)1, 2, 4, 6),
            Gen.Frequency((2, Gen.Const(false)), (1, Gen.Const(true))),
            (keys, filters, maxSpan, hasUntil) => Sequence(keys, filters, maxSpan, hasUntil)
        );

    public static Gen<SampleRestatement> Samples { get; } =
        Gen.Select(
            SampleKeys,
            Gen.Select(Letter, Gen.Int[0, 7]).Array[2, 4],
            (keys, filters) =>
                new SampleRestatement(
                    keys.Shared,
                    [.. filters.Select(filter => new ShapeFilter(filter.Item1, OwnOf(keys.Own, filter.Item2)))]
                )
        );

    /// <summary>Events in no order, each with a time.</summary>
    public static Gen<Happening[]> Timed { get; } = Happenings(Gen.Int[0, Beats].Select(beat => (long?)(beat * Beat)));

    /// <summary>Events in no order, some without a time.</summary>
    public static Gen<Happening[]> PartlyTimed { get; } =
        Happenings(
            Gen.Frequency((5, Gen.Int[0, Beats].Select(beat => (long?)(beat * Beat))), (1, Gen.Const((long?)null)))
        );

    private static SequenceRestatement Sequence(
        (string[] Shared, string[] Own) keys,
        (char Letter, int Own, int Runs, bool IsMissing)[] filters,
        int? maxSpan,
        bool hasUntil
    )
    {
        ShapeFilter[] stages =
        [
            .. filters.Select(filter => new ShapeFilter(
                filter.Letter,
                OwnOf(keys.Own, filter.Own),
                filter.Runs,
                filter.IsMissing
            )),
        ];
        if (stages.All(stage => stage.IsMissing))
        {
            stages[0] = stages[0] with { IsMissing = false };
        }

        return new SequenceRestatement(
            keys.Shared,
            stages,
            hasUntil ? new ShapeFilter('U', OwnOf(keys.Own, 0)) : null,
            stages.Any(stage => stage.IsMissing) ? maxSpan ?? 3 : maxSpan
        );
    }

    private static string[] OwnOf(string[] own, int choice) => own.Length == 0 ? [] : [own[choice % own.Length]];

    private static Gen<string[]> Values(params string[] values) =>
        Gen.Frequency((5, Gen.Int[1, 1]), (1, Gen.Int[0, 0]), (1, Gen.Int[2, 3]))
            .SelectMany(count => Gen.OneOf(values).Array[count]);

    private static Gen<Happening[]> Happenings(Gen<long?> time) =>
        Gen.Select(
                Gen.Select(time, Gen.OneOf(null, null, (int?)1, 2), Gen.Int[0, 1], Gen.OneOf("i", "j")),
                Gen.Frequency((4, Letter.Array[1]), (1, Letter.Array[2]), (1, Gen.OneOf('U', 'A', 'B').Array[1, 2])),
                Gen.Select(Words, Digits),
                Gen.Select(Words, Words),
                (order, letters, kl, mn) =>
                    new Happening(
                        order.Item4,
                        "",
                        order.Item1,
                        order.Item2,
                        order.Item3,
                        string.Concat(letters.Distinct()),
                        new Dictionary<string, string[]>
                        {
                            ["k"] = kl.Item1,
                            ["l"] = kl.Item2,
                            ["m"] = mn.Item1,
                            ["n"] = mn.Item2,
                        }
                    )
            )
            .Array[0, 14]
            .Select(happenings =>
                (Happening[])[.. happenings.Select((happening, number) => happening with { Id = $"e{number}" })]
            );
}
