namespace Detections.Eql.Tests.Suite;

/// <summary>A case of Elasticsearch's suite: a query, and the events that any right answer lists one after the other.</summary>
internal sealed record SuiteCase(
    string Name,
    string Query,
    IReadOnlyList<long[]> Expected,
    string[]? JoinKeys,
    int Size,
    int MaxSamplesPerKey
);
