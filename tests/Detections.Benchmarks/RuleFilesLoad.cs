using System.Diagnostics;
using System.Globalization;
using Detections.Rules;
using Detections.Settings;
using Microsoft.Extensions.Configuration;

namespace Detections.Benchmarks;

/// <summary>How long it takes to load a folder of rule files as at the start: found, read, parsed and checked.</summary>
internal static class RuleFilesLoad
{
    private const double GoalMilliseconds = 2000;
    private const int Rounds = 5;

    public static bool Run(string folder)
    {
        var times = new List<double>();
        var told = "";
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            var rules = Load(folder);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            told =
                $"{rules.Files.Count} files: {rules.Rules.Count} rules to run, {rules.Unevaluated.Count} not evaluated, {rules.LeftOut.Count} left out, {rules.SetAside.Count} set aside";
        }

        var cold = times[0];
        var median = Median.Of(times);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{told}. {cold:F0} ms cold, {median:F0} ms median of {Rounds}, target <= {GoalMilliseconds} cold: {(cold <= GoalMilliseconds ? "pass" : "miss")}"
            )
        );
        return cold <= GoalMilliseconds;
    }

    private static RuleSet Load(string folder)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Rules:Files:0", Path.GetFullPath(folder))])
            .Build();
        return new RulesReader(settings, new Findings()).Read();
    }
}
