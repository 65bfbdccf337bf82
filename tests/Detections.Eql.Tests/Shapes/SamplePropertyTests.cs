using CsCheck;

namespace Detections.Eql.Tests.Shapes;

public sealed class SamplePropertyTests
{
    private const long EndOfTime = 1_000_000;

    private static readonly Gen<string> Filters = Gen.OneOf('A', 'B', 'C', 'D')
        .Array[2, 4]
        .Select(letters => new string(letters));

    [Fact]
    public void The_engine_finds_the_first_samples_of_every_key() =>
        Gen.Select(Filters, ShapeGenerators.Events, Gen.Int[1, 4], Gen.Bool)
            .Sample(
                (filters, events, most, isOptional) =>
                    Same(
                        Reference(filters, events, most, isOptional),
                        new ShapeEngine(Query(filters, isOptional), maxSamplesPerKey: most).Add(events).Finish()
                    ),
                iter: ShapeGenerators.Iterations
            );

    [Fact]
    public void Any_split_into_runs_finds_what_one_run_finds() =>
        Gen.Select(Filters, ShapeGenerators.Events, Gen.Int[1, 4], Gen.Int[0, 14].Array[0, 5])
            .Sample(
                (filters, events, most, runs) =>
                {
                    var query = Query(filters, isOptional: true);
                    var whole = new ShapeEngine(query, maxSamplesPerKey: most).Add(events).Settle(EndOfTime);
                    var engine = new ShapeEngine(query, maxSamplesPerKey: most);
                    var found = new List<string>();
                    foreach (var now in runs.Order())
                    {
                        found.AddRange(engine.Add(events.Where(one => one.Milliseconds < now)).Settle(now));
                    }

                    found.AddRange(engine.Add(events.Reverse()).Settle(EndOfTime));
                    return Same(whole.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
                },
                iter: ShapeGenerators.Iterations
            );

    private static string Query(string filters, bool isOptional) =>
        $"sample by {(isOptional ? "?" : "")}k {string.Join(' ', filters.Select(letter => $"[any where letter == \"{letter}\"]"))}";

    /// <summary>All combinations, one after the other.</summary>
    private static List<string> Reference(string filters, ShapeEvent[] events, int most, bool isOptional)
    {
        var ordered = events
            .OrderBy(one => one.Milliseconds)
            .ThenBy(one => one.Tie ?? -1)
            .ThenBy(one => one.Id)
            .ToList();
        var keys = events
            .SelectMany(one => one.Keys.Length > 0 || !isOptional ? one.Keys.Cast<string?>() : [null])
            .Distinct()
            .OrderBy(key => key, StringComparer.Ordinal);
        return
        [
            .. keys.SelectMany(key =>
                Combine(
                        filters,
                        ordered.FindAll(one => key is null ? one.Keys.Length == 0 : one.Keys.Contains(key)),
                        []
                    )
                    .Take(most)
                    .Select(ids => $"{key ?? "null"}: {string.Join(' ', ids)}")
            ),
        ];
    }

    private static IEnumerable<string[]> Combine(string filters, List<ShapeEvent> events, string[] chosen) =>
        chosen.Length == filters.Length
            ? [chosen]
            : events
                .Where(one => one.Letters.Contains(filters[chosen.Length]) && !chosen.Contains(one.Name))
                .SelectMany(one => Combine(filters, events, [.. chosen, one.Name]));

    private static bool Same(IEnumerable<string> expected, IEnumerable<string> actual)
    {
        Assert.Equal(expected, actual);
        return true;
    }
}
