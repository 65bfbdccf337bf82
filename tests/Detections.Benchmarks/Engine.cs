using System.Collections.Immutable;
using Detections.Eql;

namespace Detections.Benchmarks;

/// <summary>The engine over some queries: from the bytes of an event to the steps that it satisfies.</summary>
internal sealed class Engine
{
    private readonly EventReader _reader;

    public Engine(IReadOnlyCollection<EqlQuery> queries)
    {
        Fields = FieldTable.Create(queries.SelectMany(query => query.Fields));
        Steps = [.. queries.AsParallel().AsOrdered().SelectMany(query => query.Compile(Fields))];
        Matcher = new(Steps);
        _reader = new(Fields);
    }

    public FieldTable Fields { get; }

    public ImmutableArray<EqlStep> Steps { get; }

    public StepMatcher Matcher { get; }

    /// <summary>How many steps the event satisfies.</summary>
    public int Judge(ReadOnlyMemory<byte> source) => Matcher.Match(Read(source)).Length;

    /// <summary>The same, each step asked by itself.</summary>
    public int CountByThemselves(EqlEvent values)
    {
        var count = 0;
        foreach (var step in Steps)
        {
            count += step.Matches(values) ? 1 : 0;
        }

        return count;
    }

    public EqlEvent Read(ReadOnlyMemory<byte> source) =>
        _reader.TryRead(source, out var values, out var problem) ? values : throw new InvalidDataException(problem);
}
