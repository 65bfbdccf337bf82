using System.Diagnostics;
using System.Globalization;
using Detections.Eql;
using Tomlyn;
using Tomlyn.Model;

namespace Detections.Benchmarks;

/// <summary>How long it takes to parse and compile every EQL rule of a catalogue.</summary>
internal static class CatalogueLoad
{
    private const double GoalMilliseconds = 1000;
    private const int Rounds = 9;

    public static bool Run(string folder)
    {
        var texts = Queries(folder);
        var times = new List<double>();
        var steps = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            steps = Load(texts);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        var (cold, median) = (times[0], Median.Of(times));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{texts.Length} rules, {steps} steps parsed and compiled: {cold:F0} ms cold, {median:F0} ms median, target <= {GoalMilliseconds} cold: {(cold <= GoalMilliseconds ? "pass" : "miss")}"
            )
        );
        return cold <= GoalMilliseconds;
    }

    /// <summary>The EQL queries of a folder of rules.</summary>
    public static string[] Queries(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.toml", SearchOption.AllDirectories).Select(Query).OfType<string>()];

    private static int Load(string[] texts)
    {
        var queries = Array.ConvertAll(texts, text => EqlQuery.Parse(text));
        var fields = FieldTable.Create(queries.SelectMany(query => query.Fields));
        return queries.Sum(query => query.Compile(fields).Length);
    }

    private static string? Query(string path) =>
        TomlSerializer.Deserialize<TomlTable>(File.ReadAllText(path))!.TryGetValue("rule", out var rule)
        && rule is TomlTable table
        && table.TryGetValue("language", out var language)
        && language is "eql"
            ? (string)table["query"]
            : null;
}
