using System.Globalization;
using Detections.Benchmarks;
using Detections.Eql;

var rules = Environment.GetEnvironmentVariable("RULE_CATALOGUE_DIR") ?? Path.Combine("..", "shared", "catalogue");
switch (args)
{
    case ["ratios"]:
        return await RatiosAsync(rules, EventSet.Generate(200_000)) ? 0 : 1;
    case ["ratios", "--events", var path]:
        return await RatiosAsync(rules, EventSet.Load(path)) ? 0 : 1;
    case ["compare"]:
        return PythonComparison.Run(rules, EventSet.Generate(5_000)) ? 0 : 1;
    case ["catalogue", var folder]:
        return CatalogueLoad.Run(folder) ? 0 : 1;
    case ["load", var folder]:
        return RuleFilesLoad.Run(folder) ? 0 : 1;
    case ["fetch", var folder, var path]:
        return await new FetchGoal(CatalogueQueries.Load(folder), path).RunAsync() ? 0 : 1;
    case ["growth", var folder, var path]:
        return await new Growth(folder, path).RunAsync() ? 0 : 1;
    case ["serve", var path, var pageSize]:
        return await FetchServer.RunAsync(path, int.Parse(pageSize, CultureInfo.InvariantCulture), total: null);
    case ["serve", var path, var pageSize, var total]:
        return await FetchServer.RunAsync(
            path,
            int.Parse(pageSize, CultureInfo.InvariantCulture),
            long.Parse(total, CultureInfo.InvariantCulture)
        );
    case ["read", var folder, var url]:
        return await Growth.ReadAsync(folder, url);
    case ["sweep", var folder, var path]:
        return await new SweepCounts(folder, path).RunAsync();
    case ["soak", var folder, var path, var minutes, var rate]:
        using (
            var soak = new Soak(
                folder,
                path,
                TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)),
                int.Parse(rate, CultureInfo.InvariantCulture)
            )
        )
        {
            return await soak.RunAsync();
        }
    case ["bounds"]:
        return await Bounds.RunAsync();
    case ["bounds", var name, var url]:
        return await Bounds.RunAsync(name, new(url));
    case ["settling"]:
        return Settling.Run() ? 0 : 1;
    case ["exceptions"]:
        return ExceptionLists.Run() ? 0 : 1;
    default:
        Console.Error.WriteLine(
            "usage: Detections.Benchmarks ratios [--events FILE] | compare | catalogue FOLDER | load FOLDER | fetch FOLDER EVENTS | growth FOLDER EVENTS | sweep FOLDER EVENTS | soak FOLDER EVENTS MINUTES EVENTS_A_SECOND | bounds | settling | exceptions"
        );
        return 2;
}

static async Task<bool> RatiosAsync(string rules, ReadOnlyMemory<byte>[] events)
{
    if (!Directory.Exists(rules))
    {
        Console.Error.WriteLine(
            $"There is no folder of rules at {Path.GetFullPath(rules)}: name one in RULE_CATALOGUE_DIR"
        );
        return false;
    }

    Console.WriteLine($"{Machine.CpuModel()}, {Environment.ProcessorCount} processors, .NET {Environment.Version}");
    var portion = events[..Math.Min(20_000, events.Length)];
    var extraction = new ExtractionRatio(portion);
    return Readiness.Run(rules, events)
        & extraction.Run("G1 the fields of the built-in rule", EqlQuery.Parse(BuiltInQuery.Text).Fields, goal: 3)
        & extraction.Run("G1 the catalogue's most frequent", CatalogueFields.MostFrequent(rules, 200), goal: 1.6)
        & new EngineGoals(CatalogueQueries.Load(rules), events).Run()
        & new PredicateRatio().Run(portion)
        & await FetchGoal.RunAsync(CatalogueQueries.Load(rules), events[..Math.Min(60_000, events.Length)]);
}
