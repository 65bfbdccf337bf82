using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Detections.Rules;

namespace Detections.Commands.Backtest;

/// <summary>Prints what a rule would have raised, by day, with samples; of two versions also what one has and the other has not.</summary>
internal static class BacktestPrinter
{
    private const int WidestBar = 40;

    public static void Print(IReadOnlyList<Rule> versions, RuleBacktest backtest, int samples, TextWriter output)
    {
        for (var i = 0; i < versions.Count; i++)
        {
            var (rule, result) = (versions[i], backtest.Results[i]);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Label(versions, i)}\"{rule.Name}\": {Count(result)} in {backtest.Events:N0} events"
                )
            );
            PrintDays(result, output);
            PrintMatches(result.Matches.OrderByDescending(m => m.Time).Take(samples).Reverse(), ' ', output);
        }

        if (versions.Count > 1)
        {
            PrintDifference("Added", '+', backtest.Results[0].Except(backtest.Results[1]), samples, output);
            PrintDifference("Vanished", '-', backtest.Results[1].Except(backtest.Results[0]), samples, output);
        }
    }

    public static void PrintJson(IReadOnlyList<Rule> versions, RuleBacktest backtest, int samples, Stream output)
    {
        using var w = new Utf8JsonWriter(
            output,
            new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
        w.WriteStartObject();
        w.WriteNumber("events", backtest.Events);
        w.WriteStartArray("versions");
        foreach (var (rule, result) in versions.Zip(backtest.Results))
        {
            w.WriteStartObject();
            w.WriteString("rule_id", rule.RuleId);
            w.WriteString("name", rule.Name);
            w.WriteNumber("version", rule.Version);
            w.WriteNumber("matches", result.Matches.Count);
            w.WriteBoolean("is_cut", result.IsCut);
            w.WriteStartArray("days");
            foreach (var (day, count) in result.ByDay)
            {
                w.WriteStartObject();
                w.WriteString("day", Day(day));
                w.WriteNumber("matches", count);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            WriteMatches(w, "samples", result.Matches.OrderByDescending(m => m.Time).Take(samples).Reverse());
            w.WriteEndObject();
        }

        w.WriteEndArray();
        if (versions.Count > 1)
        {
            WriteMatches(w, "added", backtest.Results[0].Except(backtest.Results[1]));
            WriteMatches(w, "vanished", backtest.Results[1].Except(backtest.Results[0]));
        }

        w.WriteEndObject();
    }

    private static string Label(IReadOnlyList<Rule> versions, int i) =>
        versions.Count == 1 ? ""
        : i == 0 ? "This version of "
        : "The other version of ";

    private static string Count(BacktestResult result) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(result.IsCut ? "more than " : "")}{result.Matches.Count:N0} {(result.Matches.Count == 1 ? "match" : "matches")}"
        );

    private static void PrintDays(BacktestResult result, TextWriter output)
    {
        var days = result.ByDay.ToList();
        var most = days.Select(d => d.Count).DefaultIfEmpty().Max();
        foreach (var (day, count) in days)
        {
            var bar = new string('█', (int)Math.Max(1, (long)WidestBar * count / most));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Day(day)} {count, 8:N0} {bar}"));
        }
    }

    private static void PrintDifference(
        string title,
        char sign,
        IReadOnlyList<BacktestMatch> matches,
        int samples,
        TextWriter output
    )
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title}: {matches.Count:N0}"));
        PrintMatches(matches.Take(samples), sign, output);
    }

    private static void PrintMatches(IEnumerable<BacktestMatch> matches, char sign, TextWriter output)
    {
        foreach (var match in matches)
        {
            output.WriteLine(
                $"{sign} {match.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {string.Join(", ", match.Events)}"
            );
        }
    }

    private static void WriteMatches(Utf8JsonWriter w, string name, IEnumerable<BacktestMatch> matches)
    {
        w.WriteStartArray(name);
        foreach (var match in matches)
        {
            w.WriteStartObject();
            w.WriteString("time", match.Time.UtcDateTime);
            w.WriteStartArray("events");
            foreach (var reference in match.Events)
            {
                w.WriteStringValue(reference);
            }

            w.WriteEndArray();
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
