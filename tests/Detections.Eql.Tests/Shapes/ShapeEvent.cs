using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Detections.Eql.Tests.Shapes;

/// <summary>An event of the random data sets: the letters that its filters ask for, its keys, and when it happened.</summary>
/// <param name="Id">Which one it is.</param>
/// <param name="Milliseconds">When it happened.</param>
/// <param name="Tie">Its tiebreaker, if it has one.</param>
/// <param name="Letters">The filters that it satisfies.</param>
/// <param name="Keys">The values of its key field; none if the field is missing.</param>
internal sealed record ShapeEvent(int Id, int Milliseconds, int? Tie, string Letters, string[] Keys)
{
    public string Name => Id.ToString("00", CultureInfo.InvariantCulture);

    public byte[] ToJson()
    {
        var json = new Dictionary<string, object?>
        {
            ["@timestamp"] = Milliseconds,
            ["letter"] = Letters.Select(letter => letter.ToString()).ToArray(),
            ["k"] = Keys.Length == 1 ? Keys[0] : Keys,
        };
        if (Tie is { } tie)
        {
            json["tie"] = tie;
        }

        return JsonSerializer.SerializeToUtf8Bytes(json);
    }

    public override string ToString() =>
        new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{Letters}{Name}@{Milliseconds}")
            .Append(Tie is null ? "" : $"/{Tie}")
            .Append(Keys.Length == 0 ? "" : $" by {string.Join('|', Keys)}")
            .ToString();
}
