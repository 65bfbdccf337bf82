using Detections.Eql;

namespace Detections.Benchmarks;

/// <summary>What it costs to judge an event by the whole catalogue, against one rule, each rule by itself, and the naive way.</summary>
internal sealed class EngineGoals(EqlQuery[] catalogue, ReadOnlyMemory<byte>[] events)
{
    private const int Rounds = 5;
    private const int Raced = 20_000;
    private const int RacedByClosures = 4_000;
    private const int RacedNaively = 500;

    private readonly Engine _one = new([EqlQuery.Parse(BuiltInQuery.Text)]);
    private readonly Engine _all = new(catalogue);
    private readonly Engine _hundred = new(ReplicatedRules.Create(100));
    private readonly Engine _thousands = new(ReplicatedRules.Create(10_000));

    public bool Run()
    {
        if (
            !Gate(_all, events)
            || !Gate(_one, events)
            || !Gate(_hundred, events[..Raced])
            || !Gate(_thousands, events[..200])
        )
        {
            return false;
        }

        foreach (var source in events.AsSpan(0, Raced))
        {
            _thousands.Judge(source);
        }

        return CountIndependence() & Baselines() & Allocation() & Workers();
    }

    private bool CountIndependence()
    {
        var raced = Portion(Raced);
        var results = new Race(raced, Rounds).Run(
            new("one rule", s => _one.Judge(s)),
            new("the catalogue's fields", s => _all.Read(s)),
            new("the catalogue", s => _all.Judge(s)),
            new("a hundred", s => _hundred.Judge(s)),
            new("ten thousand", s => _thousands.Judge(s))
        );
        var (one, fields, all, hundred, thousands) = (results[0], results[1], results[2], results[3], results[4]);
        var evaluation = all.Best - fields.Best;
        return Goal.AtMost(
                $"G2 all {_all.Steps.Length} steps of the catalogue against the one rule",
                all.Best / one.Best,
                4,
                $"{all}, {one}"
            )
            & Goal.AtMost("G2 evaluation against extraction of the fields", evaluation / fields.Best, 1.2, $"{fields}")
            & Goal.AtMost(
                "G3 ten templates 1,000 times against 10 times",
                thousands.Best / hundred.Best,
                1.3,
                $"{thousands}, {hundred}"
            )
            & Goal.AtMost(
                "G3 nanoseconds an event and real rule",
                evaluation / catalogue.Length,
                2,
                $"{catalogue.Length} rules"
            );
    }

    private bool Baselines()
    {
        var baseline = new JsonDocumentBaseline();
        if (Array.Exists(events, s => baseline.Matches(s) != _one.Judge(s) > 0))
        {
            Console.Error.WriteLine("unequal verdicts of the one rule by hand");
            return false;
        }

        var closures = new Race(Portion(RacedByClosures), Rounds, 500).Run(
            new("the catalogue", s => _all.Judge(s)),
            new("each step by itself", s => _all.CountByThemselves(_all.Read(s))),
            new("the one rule", s => _one.Judge(s)),
            new("the one rule naively", s => baseline.Matches(s))
        );
        var naive = new NaiveCatalogue(_all);
        var few = Portion(RacedNaively);
        if (Array.Exists(few, s => naive.Count(s) != _all.Judge(s)))
        {
            Console.Error.WriteLine("unequal verdicts of the naive baseline");
            return false;
        }

        var slow = new Race(few, Rounds, 100).Run(
            new("the catalogue", s => _all.Judge(s)),
            new("the catalogue naively", s => naive.Count(s))
        );
        return Goal.AtLeast(
                "G4 the catalogue against closures for each step",
                closures[1].Best / closures[0].Best,
                7,
                $"{closures[1]}, {closures[0]}"
            )
            & Goal.AtLeast(
                "G4 the catalogue against JsonDocument and Regex",
                slow[1].Best / slow[0].Best,
                100,
                $"{slow[1]}, {slow[0]}"
            )
            & Goal.AtLeast(
                "G4 one rule against JsonDocument and Regex",
                closures[3].Best / closures[2].Best,
                5,
                $"{closures[3]}, {closures[2]}"
            );
    }

    private bool Allocation()
    {
        // Twice, since what is noticed of a seldom field in the first round changes the second
        for (var round = 0; round < 2; round++)
        {
            Array.ForEach(Portion(100_000), s => _all.Judge(s));
        }

        var (allocated, count) = (0L, 0);
        var collections = GC.CollectionCount(2);
        foreach (var source in Portion(100_000))
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            if (_all.Judge(source) == 0)
            {
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
                count++;
            }
        }

        return Goal.AtMost(
                "G5 bytes allocated by an event that satisfies nothing",
                allocated / (double)count,
                0,
                $"{allocated} by {count} events"
            ) & Goal.AtMost("G5 collections of generation 2", GC.CollectionCount(2) - collections, 0, "in that time");
    }

    private bool Workers()
    {
        var portion = Portion(Raced * 2);
        var (one, two) = (double.MaxValue, double.MaxValue);
        var other = new Engine(catalogue);
        // As much as the first has learned
        Array.ForEach(events, s => other.Judge(s));
        for (var round = 0; round < Rounds; round++)
        {
            one = Math.Min(one, Time(() => Array.ForEach(portion, s => _all.Judge(s))));
            two = Math.Min(
                two,
                Time(() =>
                    Parallel.Invoke(
                        () => Array.ForEach(portion[..Raced], s => _all.Judge(s)),
                        () => Array.ForEach(portion[Raced..], s => other.Judge(s))
                    )
                )
            );
        }

        return Goal.AtLeast("G6 two workers against one", one / two, 1.7, $"{portion.Length} events");
    }

    private static double Time(Action action)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        action();
        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Zero differences between all steps at once and each by itself.</summary>
    private static bool Gate(Engine engine, ReadOnlyMemory<byte>[] events)
    {
        var (satisfied, differences) = (0L, 0L);
        foreach (var source in events)
        {
            var values = engine.Read(source);
            var found = engine.Matcher.Match(values);
            satisfied += found.Length;
            var isFound = new HashSet<int>(found.ToArray());
            for (var step = 0; step < engine.Steps.Length; step++)
            {
                differences += engine.Steps[step].Matches(values) == isFound.Contains(step) ? 0 : 1;
            }
        }

        Console.WriteLine(
            $"gate: {engine.Steps.Length} steps, {events.Length} events, {satisfied} satisfied, {differences} differences between all at once and each by itself"
        );
        return differences == 0;
    }

    private ReadOnlyMemory<byte>[] Portion(int count) => events[..Math.Min(count, events.Length)];
}
