using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Detections.Eql;
using Detections.Matching.Exceptions;
using Detections.Matching.ValueLists;
using Detections.Rules;

namespace Detections.Benchmarks;

/// <summary>
/// What an exception of 100,000 hashes costs, from the bytes of an event to its verdict: against none for a rule as rules are, which few
/// events satisfy; and, without a target, against one hash for a rule that every process event satisfies, so that each is looked up and half
/// are found. Both judge the same events in turns, and the median over all blocks counts. Which events are taken away is proven first,
/// against a set of the framework's.
/// </summary>
internal sealed class ExceptionLists
{
    private const int Hashes = 100_000;
    private const int Events = 20_000;
    private const int Rounds = 10;
    private const int Block = 100;
    private const double Goal = 1.05;
    private const string Field = "process.hash.sha256";

    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private readonly ReadOnlyMemory<byte>[] _events = Synthesize();
    private readonly HashSet<string> _hashes;
    private readonly ValueListFiles _many;
    private readonly ValueListFiles _one;

    private ExceptionLists(string file, string fileOfOne)
    {
        File.WriteAllText(fileOfOne, Hash(0));
        _one = Load(fileOfOne);
        // Every second process event has a hash of the list
        _hashes = [.. Enumerable.Range(0, Hashes).Select(number => Hash(number * 4))];
        File.WriteAllLines(file, _hashes);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = Stopwatch.GetTimestamp();
        _many = Load(file);
        var judge = new Judge("any where true", _many);
        var time = Stopwatch.GetElapsedTime(start);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Hashes} hashes: read in {time.TotalMilliseconds:F0} ms, {bytes / Hashes} bytes each"
            )
        );
        GC.KeepAlive(judge);
    }

    /// <summary>Whether the right events are taken away and the list costs nothing.</summary>
    public static bool Run()
    {
        var (file, fileOfOne) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            var benchmark = new ExceptionLists(file, fileOfOne);
            return benchmark.Compare("few events satisfy the rule", BuiltInQuery.Text, against: null, Goal)
                & benchmark.Compare(
                    "every process event satisfies the rule",
                    "process where true",
                    benchmark._one,
                    goal: null
                );
        }
        finally
        {
            File.Delete(file);
            File.Delete(fileOfOne);
        }
    }

    private bool Compare(string name, string query, ValueListFiles? against, double? goal)
    {
        var (bare, few, many) = (new Judge(query, lists: null), new Judge(query, against), new Judge(query, _many));
        var (satisfying, taken) = (0, 0);
        foreach (var source in _events)
        {
            var expected = bare.Matches(source) && !_hashes.Contains(HashOf(source));
            if (many.Matches(source) != expected)
            {
                Console.Error.WriteLine($"expected {expected} of {Encoding.UTF8.GetString(source.Span)}");
                return false;
            }

            satisfying += bare.Matches(source) ? 1 : 0;
            taken += bare.Matches(source) && !expected ? 1 : 0;
        }

        var ratios = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            for (var start = 0; start < _events.Length; start += Block)
            {
                var block = _events.AsSpan(start, Block);
                var early = round % 2 == 0 ? 0 : Time(few, block);
                var ours = Time(many, block);
                ratios.Add((double)ours / (early == 0 ? Time(few, block) : early));
            }
        }

        var ratio = Median.Of(ratios);
        var isReached = taken > 0 && !(ratio > goal);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}, {satisfying} of {_events.Length}, of which {taken} are taken away: {ratio:F3} times the time with {(against is null ? "no list" : "one hash")}{(goal is null ? "" : $", target <= {goal}: {(isReached ? "pass" : "miss")}")}"
            )
        );
        return isReached;
    }

    private static ValueListFiles Load(string file) =>
        ValueListFiles.Load(new Dictionary<string, string> { ["hashes"] = file });

    private static ReadOnlyMemory<byte>[] Synthesize()
    {
        var events = EventSet.Synthesize(Events);
        for (var index = 0; index < events.Length; index++)
        {
            var old = new string("0123456789abcdef"[index % 16], 64);
            events[index] = Encoding.UTF8.GetBytes(
                Encoding
                    .UTF8.GetString(events[index].Span)
                    .Replace($"\"sha256\":\"{old}\"", $"\"sha256\":\"{Hash(index)}\"", StringComparison.Ordinal)
            );
        }

        return events;
    }

    private static string Hash(int number) => Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(number)));

    private static string HashOf(ReadOnlyMemory<byte> source) =>
        JsonElement.Parse(source.Span).GetProperty("process").GetProperty("hash").GetProperty("sha256").GetString()!;

    private static long Time(Judge judge, ReadOnlySpan<ReadOnlyMemory<byte>> block)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var source in block)
        {
            judge.Matches(source);
        }

        return Math.Max(1, Stopwatch.GetTimestamp() - start);
    }

    /// <summary>One rule, from the bytes of an event to its verdict.</summary>
    private sealed class Judge
    {
        private readonly EqlStep _step;
        private readonly RuleExceptions _exceptions;
        private readonly EventReader _reader;

        public Judge(string query, ValueListFiles? lists)
        {
            var entry = new ExceptionEntry
            {
                Type = ExceptionEntryType.List,
                Field = Field,
                ListId = "hashes",
                ListType = "keyword",
            };
            var item = new ExceptionItem
            {
                ItemId = "hashes",
                ListId = "hashes",
                Name = "hashes",
                Entries = [entry],
            };
            var rule = new Rule
            {
                RuleId = "rule",
                Name = "rule",
                Description = "rule",
                Query = EqlQuery.Parse(query),
                Index = ["logs-*"],
                Severity = Severity.Low,
                RiskScore = 1,
                From = "now-6m",
                Lookback = TimeSpan.FromMinutes(6),
                Exceptions = lists is null ? [] : [item],
            };
            var table = FieldTable.Create([.. rule.Query.Fields, .. RuleExceptions.FieldsOf(rule), "@timestamp"]);
            _reader = new(table);
            _step = rule.Query.Compile(table)[0];
            _exceptions = new(rule, table, lists ?? ValueListFiles.None);
            if (_exceptions.Problems is [var problem, ..])
            {
                throw new InvalidOperationException(problem);
            }
        }

        public bool Matches(ReadOnlyMemory<byte> source) =>
            _reader.TryRead(source, out var values, out _)
            && _step.Matches(values)
            && !_exceptions.Excepts(values, source, step: 0, Now);
    }
}
