using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Detections.Eql;

namespace Detections.Benchmarks;

/// <summary>
/// Reading the fields of an event against a scan over all its tokens with <see cref="Utf8JsonReader"/>, which is the least that any reader
/// built on it can take. Both take turns on small blocks of events, of each block the fastest round counts, and the median over all
/// blocks decides. That the strict reader reads the same values is proven first.
/// </summary>
internal sealed class ExtractionRatio(ReadOnlyMemory<byte>[] events)
{
    private const int Rounds = 7;
    private const int Block = 100;

    private readonly double[] _scans = new double[(events.Length + Block - 1) / Block];
    private readonly double[] _reads = new double[(events.Length + Block - 1) / Block];

    /// <summary>Whether the values are equal and are read as fast as they should.</summary>
    public bool Run(string name, IReadOnlyCollection<string> fields, double goal)
    {
        var table = FieldTable.Create(fields);
        var reader = new EventReader(table);
        if (Difference(reader, EventReader.Strict(table), table) is { } difference)
        {
            Console.Error.WriteLine(difference);
            return false;
        }

        Array.Fill(_scans, double.MaxValue);
        Array.Fill(_reads, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            for (var block = 0; block < _scans.Length; block++)
            {
                Measure(reader, block, isScanFirst: round % 2 == 0);
            }
        }

        var ratio = Median.Of([.. _scans.Zip(_reads, (scan, read) => scan / read)]);
        return Goal.AtLeast(
            $"{name}, {table.Count}, read against a scan with Utf8JsonReader",
            ratio,
            goal,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Median.Of([.. _reads]):0} ns an event, the scan {Median.Of([.. _scans]):0} ns"
            )
        );
    }

    private string? Difference(EventReader reader, EventReader strict, FieldTable table)
    {
        foreach (var source in events)
        {
            if (
                !reader.TryRead(source, out var values, out var problem)
                || !strict.TryRead(source, out var expected, out problem)
            )
            {
                return problem;
            }

            for (var slot = 0; slot < table.Count; slot++)
            {
                if (
                    !values.FirstValue(slot).SequenceEqual(expected.FirstValue(slot))
                    || values.HasSeveral(slot) != expected.HasSeveral(slot)
                )
                {
                    return $"unequal values of {table.Fields[slot]} in {System.Text.Encoding.UTF8.GetString(source.Span)}";
                }
            }
        }

        return null;
    }

    private void Measure(EventReader reader, int block, bool isScanFirst)
    {
        var sources = events.AsSpan(block * Block, Math.Min(Block, events.Length - (block * Block)));
        if (isScanFirst)
        {
            _scans[block] = Math.Min(_scans[block], TimeScan(sources));
        }

        _reads[block] = Math.Min(_reads[block], TimeRead(reader, sources));
        if (!isScanFirst)
        {
            _scans[block] = Math.Min(_scans[block], TimeScan(sources));
        }
    }

    private static double TimeRead(EventReader reader, ReadOnlySpan<ReadOnlyMemory<byte>> sources)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var source in sources)
        {
            if (!reader.TryRead(source, out _, out var problem))
            {
                throw new InvalidDataException(problem);
            }
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / sources.Length;
    }

    private static double TimeScan(ReadOnlySpan<ReadOnlyMemory<byte>> sources)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var source in sources)
        {
            var tokens = new Utf8JsonReader(source.Span);
            while (tokens.Read())
            {
                // Reading to the end is all
            }
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / sources.Length;
    }
}
