using System.Text;
using CsCheck;
using Detections.Eql.Tests.Restatement;

namespace Detections.Eql.Tests.Indexing;

/// <summary>Asked at once, steps answer what each answers by itself, whatever was learned of the events before.</summary>
public sealed class StepMatcherPropertyTests
{
    private static readonly Gen<string> Kind = Gen.OneOf(
        "any where",
        "process where",
        "any where event.type == \"start\" and",
        "any where event.action : (\"a*\", \"b?\") and",
        "any where not event.type in (\"start\", \"end\") or",
        "process where event.type != null and"
    );

    private static readonly Gen<string> KindOfEvent = Gen.OneOf(
        "\"event.category\": \"process\", \"event\": {\"type\": [\"start\", \"info\"]}",
        "\"event\": {\"category\": [\"process\", \"file\"], \"type\": \"end\", \"action\": \"ab\"}",
        "\"event.category\": \"file\", \"event.action\": [\"B1\", null]",
        "\"event\": {\"type\": []}",
        "\"event.action\": \"\""
    );

    [Fact]
    public void All_steps_at_once_agree_with_each_by_itself() =>
        Gen.Select(
                Gen.Select(Kind, Generators.Conditions, (kind, condition) => $"{kind} ({condition.Eql})").Array[1, 40],
                Gen.Select(KindOfEvent, Generators.Documents, WithKind).Array[1, 300]
            )
            .Sample(
                (queries, documents) =>
                {
                    var steps = Steps.Compile(queries);
                    // Long enough for the matcher to have learned twice
                    for (var round = 0; round * documents.Length < 9_000; round++)
                    {
                        foreach (var document in documents)
                        {
                            steps.AssertAgree(Encoding.UTF8.GetBytes(document));
                        }
                    }

                    return true;
                },
                iter: 30,
                print: sample => $"{string.Join('\n', sample.Item1)}\n{string.Join('\n', sample.Item2)}"
            );

    private static string WithKind(string kind, string document) =>
        document == "{}" ? $"{{{kind}}}" : $"{{{kind}, {document[1..]}";
}
