using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Detections.Eql;

namespace Detections.Benchmarks;

/// <summary>
/// Events in envelopes, again and again, each with the time at which it is taken. Generated telemetry satisfies some rules by the thousand,
/// which no rule does that somebody keeps: of those events only the first few are taken.
/// </summary>
internal sealed class StampedEvents
{
    private const int MatchesOfARule = 5;
    private const string Placeholder = "0000-00-00T00:00:00.000Z";

    private readonly List<(byte[] Line, int[] Stamps)> _events = [];
    private int _next;

    public StampedEvents(string path, IEnumerable<EqlQuery> queries)
    {
        var engine = new Engine([.. queries.Where(q => q.Kind == EqlQueryKind.Event)]);
        var matches = new int[engine.Steps.Length];
        foreach (var line in File.ReadLines(path))
        {
            var hit = JsonNode.Parse(line)!;
            var source = hit["_source"]!.AsObject();
            var rules = engine.Matcher.Match(engine.Read(Encoding.UTF8.GetBytes(source.ToJsonString()))).ToArray();
            if (Array.Exists(rules, rule => matches[rule] == MatchesOfARule))
            {
                Omitted++;
                continue;
            }

            Array.ForEach(rules, rule => matches[rule]++);
            source["@timestamp"] = Placeholder;
            if (source["event"] is JsonObject e)
            {
                e["ingested"] = Placeholder;
            }

            var action = $"{{\"create\":{{\"_index\":\"{StreamOf(hit["_index"]!.GetValue<string>())}\"}}}}\n";
            var text = Encoding.UTF8.GetBytes(action + source.ToJsonString() + "\n");
            _events.Add((text, [.. Find(text)]));
        }
    }

    public int Count => _events.Count;

    public int Omitted { get; }

    /// <summary>The data stream of a backing index.</summary>
    public static string StreamOf(string index) =>
        index.StartsWith(".ds-", StringComparison.Ordinal)
            ? index[4..(index.IndexOf("-default", StringComparison.Ordinal) + "-default".Length)]
            : "winlogbeat-8.19.0";

    /// <summary>Lines for `_bulk`.</summary>
    public ReadOnlyMemory<byte> Take(int count, DateTimeOffset time)
    {
        var stamp = Encoding.ASCII.GetBytes(
            time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        );
        var lines = new ArrayBufferWriter<byte>(count * 3000);
        for (var i = 0; i < count; i++)
        {
            var (line, stamps) = _events[_next++ % _events.Count];
            var target = lines.GetSpan(line.Length);
            line.CopyTo(target);
            foreach (var at in stamps)
            {
                stamp.CopyTo(target[at..]);
            }

            lines.Advance(line.Length);
        }

        return lines.WrittenMemory;
    }

    private static IEnumerable<int> Find(byte[] text)
    {
        var placeholder = Encoding.ASCII.GetBytes(Placeholder);
        for (var at = 0; ; )
        {
            var found = text.AsSpan(at).IndexOf(placeholder);
            if (found < 0)
            {
                yield break;
            }

            yield return at + found;
            at += found + placeholder.Length;
        }
    }
}
