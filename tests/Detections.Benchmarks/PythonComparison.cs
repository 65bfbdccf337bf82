using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Detections.Benchmarks;

/// <summary>
/// The same event rules over the same events by the Python package <c>eql</c>, which a user may pick instead, where Python has it. Rules that
/// it refuses are left out of both.
/// </summary>
internal static class PythonComparison
{
    private const string Script = """
        import json, sys, time
        import eql
        from eql.parser import elasticsearch_syntax, ignore_missing_functions, parse_query

        rules = json.load(open(sys.argv[1]))
        events = [eql.Event.from_data(json.loads(line)) for line in open(sys.argv[2], encoding="utf-8")]
        engine, accepted, matched = eql.PythonEngine(), [], {}
        for number, text in enumerate(rules):
            try:
                with elasticsearch_syntax, ignore_missing_functions:
                    query = parse_query(text, implied_any=True)
                engine.add_query(query)
                accepted.append(number)
            except Exception:
                pass
        count = [0]
        engine.add_output_hook(lambda result: count.__setitem__(0, count[0] + 1))
        start = time.perf_counter()
        engine.stream_events(events, finalize=False)
        print(json.dumps({"accepted": accepted, "matches": count[0], "seconds": time.perf_counter() - start}))
        """;

    public static bool Run(string folder, ReadOnlyMemory<byte>[] events)
    {
        if (!IsInstalled())
        {
            Console.WriteLine("compare: skipped, since python3 has no package eql (pip install eql)");
            return true;
        }

        var queries = CatalogueQueries.Load(folder).Where(query => query.Kind == Eql.EqlQueryKind.Event).ToArray();
        var directory = Directory.CreateTempSubdirectory();
        try
        {
            var (rules, lines) = (
                Path.Combine(directory.FullName, "rules"),
                Path.Combine(directory.FullName, "events")
            );
            File.WriteAllText(rules, JsonSerializer.Serialize(queries.Select(query => query.Text)));
            File.WriteAllLines(lines, events.Select(source => Encoding.UTF8.GetString(source.Span)));
            using var answer = JsonDocument.Parse(Python("-c", Script, rules, lines));
            var accepted = answer
                .RootElement.GetProperty("accepted")
                .EnumerateArray()
                .Select(n => queries[n.GetInt32()]);
            var engine = new Engine([.. accepted]);
            var matches = events.Sum(engine.Judge);
            var start = Stopwatch.GetTimestamp();
            Array.ForEach(events, source => engine.Judge(source));
            var ours = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var theirs = answer.RootElement.GetProperty("seconds").GetDouble();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"compare: Python eql takes {theirs / ours:0} times as long for {engine.Steps.Length} of {queries.Length} event rules and {events.Length} events, which it is given parsed ({theirs:0.00} s, here {ours:0.000} s from bytes); {answer.RootElement.GetProperty("matches").GetInt64()} matches there, {matches} here"
                )
            );
            return true;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static bool IsInstalled()
    {
        try
        {
            return Python("-c", "import importlib.util; print(importlib.util.find_spec('eql') is not None)").Trim()
                == "True";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string Python(params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", arguments)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"python3 ended with {process.ExitCode}");
    }
}
