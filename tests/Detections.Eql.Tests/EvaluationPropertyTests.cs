using System.Text;
using System.Text.Json;
using CsCheck;
using Detections.Eql.Tests.Restatement;
using Detections.Eql.Tests.Support;

namespace Detections.Eql.Tests;

public sealed class EvaluationPropertyTests
{
    [Fact]
    public void The_engine_agrees_with_the_plainest_restatement() =>
        Gen.Select(Generators.Conditions, Generators.Documents.Array[1, 5])
            .Sample(
                (condition, documents) =>
                {
                    var query = EqlQuery.Parse($"any where {condition.Eql}");
                    return documents.All(json =>
                    {
                        using var document = JsonDocument.Parse(json);
                        return Event.Matches(query, Encoding.UTF8.GetBytes(json))
                            == condition.Holds(document.RootElement);
                    });
                },
                iter: 20_000,
                print: sample => $"{sample.Item1.Eql}\n{string.Join('\n', sample.Item2)}"
            );

    [Fact]
    public void The_printed_form_of_a_query_means_the_same() =>
        Gen.Select(Generators.Conditions, Generators.Documents)
            .Sample(
                (condition, json) =>
                {
                    var query = EqlQuery.Parse($"any where {condition.Eql}");
                    var bytes = Encoding.UTF8.GetBytes(json);
                    return Event.Matches(query, bytes) == Event.Matches(EqlQuery.Parse(query.ToString()), bytes);
                },
                iter: 2_000
            );

    /// <summary>A path of three names can be spelled in four ways, and each value of a document in its own.</summary>
    [Fact]
    public void Nested_and_dotted_spellings_mean_the_same()
    {
        var member = Gen.Select(Gen.OneOf("p", "q"), Gen.OneOf("a", "b"), Gen.OneOf("x", "y"), Gen.Int[0, 9]);
        Gen.Select(member.Array[0, 6], Gen.Int[0, 3].Array[6])
            .Sample(
                (members, spellings) =>
                {
                    string[] fields =
                    [
                        .. members.Select(item => $"{item.Item1}.{item.Item2}.{item.Item3}"),
                        "p",
                        "q.a",
                    ];
                    var table = FieldTable.Create(fields);
                    var dotted = members.Select(item => Spell(0, item.Item1, item.Item2, item.Item3, item.Item4));
                    var mixed = members.Select(
                        (item, index) => Spell(spellings[index], item.Item1, item.Item2, item.Item3, item.Item4)
                    );
                    return Values(table, dotted) == Values(table, mixed);
                },
                iter: 5_000
            );
    }

    private static string Spell(int spelling, string first, string second, string third, int value) =>
        spelling switch
        {
            0 => $"\"{first}.{second}.{third}\": {value}",
            1 => $"\"{first}\": {{\"{second}\": {{\"{third}\": {value}}}}}",
            2 => $"\"{first}.{second}\": {{\"{third}\": {value}}}",
            _ => $"\"{first}\": [{{\"{second}.{third}\": [{value}]}}]",
        };

    private static string Values(FieldTable table, IEnumerable<string> members)
    {
        var json = Encoding.UTF8.GetBytes($"{{{string.Join(", ", members)}}}");
        Assert.True(new EventReader(table).TryRead(json, out var values, out var problem), problem);
        var text = new StringBuilder();
        for (var slot = 0; slot < table.Count; slot++)
        {
            text.Append(table.Fields[slot]);
            for (var index = values.First(slot); index >= 0; index = values.Next(index))
            {
                text.Append(' ').Append(Encoding.UTF8.GetString(values.Value(index).Text));
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
