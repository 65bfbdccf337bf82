using System.Diagnostics;
using System.Globalization;
using System.Text;
using Detections.Eql;

namespace Detections.Benchmarks;

/// <summary>A compiled query against the same condition written by hand over the same slots.</summary>
internal sealed class PredicateRatio
{
    private const double Goal = 1.1;
    private const int Rounds = 40;
    private const int Repeats = 200;

    private const string Query =
        "process where event.type == \"start\" and process.parent.name : (\"UMService.exe\", \"UMWorkerProcess.exe\")";

    private readonly EqlStep _step;
    private readonly EventReader _reader;
    private readonly int _category;
    private readonly int _type;
    private readonly int _parent;

    public PredicateRatio()
    {
        var query = EqlQuery.Parse(Query);
        var fields = FieldTable.Create(query.Fields);
        _step = query.Compile(fields)[0];
        _reader = new EventReader(fields);
        _category = fields.SlotOf("event.category");
        _type = fields.SlotOf("event.type");
        _parent = fields.SlotOf("process.parent.name");
    }

    public bool Run(ReadOnlyMemory<byte>[] events)
    {
        var ratios = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var source in events.AsSpan(round * 50 % events.Length, 50))
            {
                if (!_reader.TryRead(source, out var values, out _) || _step.Matches(values) != ByHand(values))
                {
                    Console.Error.WriteLine("unequal verdicts of the query and the hand-written predicate");
                    return false;
                }

                var ours = Time(values, _step.Matches);
                ratios.Add((double)ours / Time(values, ByHand));
            }
        }

        var ratio = Median.Of(ratios);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"an event query against the same predicate by hand: {ratio:F2} times its time (median of {ratios.Count}), target <= {Goal}: {(ratio <= Goal ? "pass" : "miss")}"
            )
        );
        return ratio <= Goal;
    }

    private static long Time(EqlEvent values, Func<EqlEvent, bool> matches)
    {
        var start = Stopwatch.GetTimestamp();
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            matches(values);
        }

        return Math.Max(1, Stopwatch.GetTimestamp() - start);
    }

    private bool ByHand(EqlEvent values) =>
        values.FirstValue(_category).SequenceEqual("process"u8)
        && values.FirstValue(_type).SequenceEqual("start"u8)
        && (
            Ascii.EqualsIgnoreCase(values.FirstValue(_parent), "UMService.exe"u8)
            || Ascii.EqualsIgnoreCase(values.FirstValue(_parent), "UMWorkerProcess.exe"u8)
        );
}
