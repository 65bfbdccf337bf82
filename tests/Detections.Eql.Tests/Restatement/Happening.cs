using System.Globalization;
using System.Text.Json;

namespace Detections.Eql.Tests.Restatement;

/// <summary>An event that satisfies every filter whose letter it has.</summary>
/// <param name="Index">The index of the document.</param>
/// <param name="Id">The id of the document.</param>
/// <param name="Time">Nanoseconds since 1970, or null for an event without a time.</param>
/// <param name="Tie">The tiebreaker.</param>
/// <param name="Arrival">The number it arrived with.</param>
/// <param name="Letters">The filters it satisfies.</param>
/// <param name="Keys">The values of the key fields, by field.</param>
internal sealed record Happening(
    string Index,
    string Id,
    long? Time,
    int? Tie,
    long Arrival,
    string Letters,
    IReadOnlyDictionary<string, string[]> Keys
) : IComparable<Happening>
{
    /// <summary>The mapping of the documents. What is a number is one digit, so that its text has its order.</summary>
    public const string Mapping = """
        {"mappings": {"properties": {
          "@timestamp": {"type": "date_nanos"}, "tie": {"type": "long"}, "s": {"type": "keyword"},
          "k": {"type": "keyword"}, "l": {"type": "long"}, "m": {"type": "keyword"}, "n": {"type": "keyword"}
        }}}
        """;

    public string Json
    {
        get
        {
            var members = new Dictionary<string, object?> { ["s"] = Letters.Select(letter => letter.ToString()) };
            if (Time is { } time)
            {
                members["@timestamp"] = DateTime
                    .UnixEpoch.AddTicks(time / 100)
                    .ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
            }

            if (Tie is { } tie)
            {
                members["tie"] = tie;
            }

            foreach (var (name, values) in Keys)
            {
                members[name] =
                    name == "l"
                        ? values.Select(value => int.Parse(value, CultureInfo.InvariantCulture))
                        : values.AsEnumerable();
            }

            return JsonSerializer.Serialize(members);
        }
    }

    public JsonElement Document => JsonSerializer.Deserialize<JsonElement>(Json);

    /// <summary>The order of events.</summary>
    public int CompareTo(Happening? other) =>
        Comparer<(long, int)>.Default.Compare(Moment, other!.Moment) is not 0 and var moment ? moment
        : string.CompareOrdinal(Index, other.Index) is not 0 and var index ? index
        : Arrival != other.Arrival ? Arrival.CompareTo(other.Arrival)
        : string.CompareOrdinal(Id, other.Id);

    /// <summary>The keys by which it takes part where the fields are joined, those with a question mark optional.</summary>
    public IEnumerable<ShapeKey> KeysBy(IEnumerable<string> fields) =>
        fields.Aggregate(
            (IEnumerable<string?[]>)
                [
                    [],
                ],
            (keys, field) => keys.SelectMany(key => ValuesOf(field).Select(value => (string?[])[.. key, value])),
            keys => keys.Select(key => new ShapeKey(key))
        );

    public override string ToString() => $"{Index}/{Id} arrival {Arrival}: {Json}";

    private (long, int) Moment => (Time ?? long.MinValue, Tie ?? int.MinValue);

    private IEnumerable<string?> ValuesOf(string field)
    {
        var values = Keys.GetValueOrDefault(field.TrimStart('?'), []).Distinct<string?>();
        return field[0] == '?' ? values.DefaultIfEmpty(null) : values;
    }
}
