using CsCheck;

namespace Detections.Eql.Tests.Shapes;

public sealed class SequencePropertyTests
{
    private const int Grace = 4;
    private const long EndOfTime = 1_000_000;

    private static readonly TimeSpan GraceTime = TimeSpan.FromMilliseconds(Grace);

    [Fact]
    public void The_engine_finds_what_the_rules_say() =>
        Gen.Select(ShapeGenerators.Queries, ShapeGenerators.Events)
            .Sample(
                (query, events) =>
                    Same(
                        ReferenceSequences.Find(query, events),
                        new ShapeEngine(query.ToString()).Add(events).Finish()
                    ),
                iter: ShapeGenerators.Iterations
            );

    [Fact]
    public void The_order_of_arrival_is_of_no_account() =>
        Gen.Select(ShapeGenerators.Queries, ShapeGenerators.Events, Gen.Int)
            .Sample(
                (query, events, seed) =>
                    Same(
                        new ShapeEngine(query.ToString()).Add(events).Finish(),
                        new ShapeEngine(query.ToString()).Add([.. Shuffled(events, seed), .. events]).Finish()
                    ),
                iter: ShapeGenerators.Iterations
            );

    /// <summary>Every event arrives within the grace; runs come at random times, and events more than once.</summary>
    [Fact]
    public void Any_split_into_runs_finds_what_one_run_finds() =>
        Gen.Select(
                ShapeGenerators.Queries,
                ShapeGenerators.Events,
                Gen.Int[0, Grace].Array[12],
                Gen.Int[0, 20].Array[0, 5],
                Gen.Int
            )
            .Sample(
                (query, events, delays, runs, seed) =>
                {
                    var whole = new ShapeEngine(query.ToString(), GraceTime).Add(events).Settle(EndOfTime);
                    var engine = new ShapeEngine(query.ToString(), GraceTime);
                    var found = new List<string>();
                    foreach (var now in runs.Order())
                    {
                        engine.Add(Shuffled(events.Where(one => one.Milliseconds + delays[one.Id] <= now), seed));
                        found.AddRange(engine.Settle(now));
                    }

                    found.AddRange(engine.Add(Shuffled(events, seed)).Settle(EndOfTime));
                    return engine.Report.Late == 0 && Same(Sorted(whole), Sorted(found));
                },
                iter: ShapeGenerators.Iterations
            );

    /// <summary>What is late can add matches and takes none back; none is told twice.</summary>
    [Fact]
    public void Late_events_add_what_they_complete_and_are_counted() =>
        Gen.Select(
                ShapeGenerators.Queries.Where(query => !query.Stages.Any(stage => stage.IsMissing)),
                ShapeGenerators.Events,
                Gen.Bool.Array[12]
            )
            .Sample(
                (query, events, isLate) =>
                {
                    var whole = new ShapeEngine(query.ToString(), GraceTime).Add(events).Settle(EndOfTime);
                    var engine = new ShapeEngine(query.ToString(), GraceTime);
                    var first = engine.Add(events.Where(one => !isLate[one.Id])).Settle(Grace + 13);
                    var second = engine.Add(events.Where(one => isLate[one.Id])).Settle(EndOfTime);
                    List<string> all = [.. first, .. second];
                    var satisfying = events.Count(one =>
                        isLate[one.Id] && query.ToString().Contains($"\"{one.Letters[0]}\"")
                    );
                    return all.Count == all.Distinct().Count()
                        && whole.TrueForAll(all.Contains)
                        && engine.Report.Late >= satisfying;
                },
                iter: ShapeGenerators.Iterations
            );

    private static List<ShapeEvent> Shuffled(IEnumerable<ShapeEvent> events, int seed)
    {
        var shuffled = events.ToArray();
        new Random(seed).Shuffle(shuffled);
        return [.. shuffled];
    }

    private static IEnumerable<string> Sorted(List<string> found) => found.Order(StringComparer.Ordinal);

    private static bool Same(IEnumerable<string> expected, IEnumerable<string> actual)
    {
        Assert.Equal(expected, actual);
        return true;
    }
}
