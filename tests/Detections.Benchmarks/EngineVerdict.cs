using Detections.Eql;

namespace Detections.Benchmarks;

/// <summary>The built-in query by the engine: from the bytes of an event to its verdict.</summary>
internal sealed class EngineVerdict
{
    private readonly EventReader _reader;
    private readonly EqlStep _step;

    public EngineVerdict()
    {
        var query = EqlQuery.Parse(BuiltInQuery.Text);
        var table = FieldTable.Create(query.Fields);
        _reader = new EventReader(table);
        _step = query.Compile(table)[0];
    }

    public bool Matches(ReadOnlyMemory<byte> source) =>
        _reader.TryRead(source, out var values, out var problem)
            ? _step.Matches(values)
            : throw new InvalidDataException(problem);
}
