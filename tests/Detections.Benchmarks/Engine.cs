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
        Steps = [.. queries.SelectMany(query => query.Compile(Fields))];
        Matcher = new(Steps);
        _reader = new(Fields);
    }

    public FieldTable Fields { get; }

    public ImmutableArray<EqlStep> Steps { get; }

    public StepMatcher Matcher { get; }

    public EqlEvent Read(ReadOnlyMemory<byte> source) =>
        _reader.TryRead(source, out var values, out var problem) ? values : throw new InvalidDataException(problem);
}
