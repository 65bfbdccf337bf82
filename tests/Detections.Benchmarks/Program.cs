using Detections.Benchmarks;

switch (args)
{
    case ["ratios"]:
        return Ratios(EventSet.Synthesize(20_000));
    case ["ratios", "--events", var path]:
        return Ratios(EventSet.Load(path));
    case ["engine", var folder, var path]:
        return new EngineGoals(CatalogueQueries.Load(folder), EventSet.Load(path)).Run() ? 0 : 1;
    case ["catalogue", var folder]:
        return CatalogueLoad.Run(folder) ? 0 : 1;
    case ["load", var folder]:
        return RuleFilesLoad.Run(folder) ? 0 : 1;
    case ["fetch", var folder, var path]:
        return await new FetchGoal(CatalogueQueries.Load(folder), path).RunAsync() ? 0 : 1;
    case ["serve", var path, var pageSize]:
        return await FetchServer.RunAsync(path, int.Parse(pageSize, System.Globalization.CultureInfo.InvariantCulture));
    case ["sweep", var folder, var path]:
        return await new SweepCounts(folder, path).RunAsync();
    case ["settling"]:
        return Settling.Run() ? 0 : 1;
    case ["exceptions"]:
        return ExceptionLists.Run() ? 0 : 1;
    default:
        Console.Error.WriteLine(
            "usage: Detections.Benchmarks ratios [--events FILE] | catalogue FOLDER | load FOLDER | fetch FOLDER EVENTS | sweep FOLDER EVENTS | settling | exceptions"
        );
        return 2;
}

static int Ratios(ReadOnlyMemory<byte>[] events) =>
    Detections.Benchmarks.Ratios.Run(events) & new PredicateRatio().Run(events) ? 0 : 1;
