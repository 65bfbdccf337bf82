using System.Text;

namespace Detections.Eql.Tests.Support;

/// <summary>Judges single events, given as JSON text, by a query.</summary>
internal static class Event
{
    public static bool Matches(string query, string json) =>
        Matches(EqlQuery.Parse(query), Encoding.UTF8.GetBytes(json));

    public static bool Matches(EqlQuery query, byte[] json)
    {
        var table = FieldTable.Create(query.Fields);
        Assert.True(new EventReader(table).TryRead(json, out var values, out var problem), problem);
        return Assert.Single(query.Compile(table)).Matches(values);
    }
}
