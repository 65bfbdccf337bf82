using System.Text;

namespace Detections.Eql.Tests.Indexing;

/// <summary>The steps of queries over one table, asked at once and each by itself.</summary>
internal sealed class Steps
{
    private readonly EqlStep[] _steps;
    private readonly EventReader _reader;

    private Steps(FieldTable table, EqlStep[] steps)
    {
        _steps = steps;
        _reader = new(table);
        Matcher = new(steps);
    }

    public StepMatcher Matcher { get; }

    public static Steps Compile(params IEnumerable<string> queries)
    {
        var parsed = queries.Select(text => EqlQuery.Parse(text)).ToList();
        var table = FieldTable.Create(parsed.SelectMany(query => query.Fields));
        return new(table, [.. parsed.SelectMany(query => query.Compile(table))]);
    }

    public EqlEvent Read(byte[] json)
    {
        Assert.True(_reader.TryRead(json, out var values, out var problem), problem);
        return values;
    }

    /// <returns>How many steps the event satisfies.</returns>
    public int AssertAgree(byte[] json)
    {
        var values = Read(json);
        int[] found = [.. Matcher.Match(values)];
        Array.Sort(found);
        int[] expected = [.. Enumerable.Range(0, _steps.Length).Where(step => _steps[step].Matches(values))];
        Assert.True(
            expected.SequenceEqual(found),
            $"{Encoding.UTF8.GetString(json)}: expected {string.Join(' ', expected)}, found {string.Join(' ', found)}"
        );
        return expected.Length;
    }
}
