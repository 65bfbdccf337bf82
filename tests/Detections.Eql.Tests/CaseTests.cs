using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests;

/// <summary>
/// The meaning of the language, in tables of its own: an event in JSON, then queries that match it (+) or do not (-).
/// </summary>
public sealed class CaseTests
{
    public static TheoryData<string> Files => [.. CaseFile.Names];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_query_matches_as_its_table_says(string file)
    {
        var wrong = new List<string>();
        var count = 0;
        foreach (var (line, json, query, expected) in CaseFile.Read(file))
        {
            count++;
            if (EqlQuery.TryParse(query, EqlOptions.Default, out _, out var error))
            {
                if (Event.Matches(query, json) != expected)
                {
                    wrong.Add($"{file}:{line}: {query} should {(expected ? "" : "not ")}match {json}");
                }
            }
            else
            {
                wrong.Add($"{file}:{line}: {query}: {error}");
            }
        }

        Assert.Empty(wrong);
        Assert.NotEqual(0, count);
    }
}
