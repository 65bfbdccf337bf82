using System.Net;
using Detections.Elasticsearch;

namespace Detections.Installation;

/// <summary>One index of our own that is there from the start: the state's, the run records'.</summary>
internal sealed class OwnIndexStep(string index, IndexDefinition definition, bool isServerless)
    : SetupStep($"index {index}")
{
    private SetupRequest Look => new("GET", index);

    private SetupRequest Create => new("PUT", index, definition.Body(isServerless));

    public override IEnumerable<SetupRequest> Requests => [Look, Create];

    public override async Task<IReadOnlyList<StepResult>> RunAsync(
        ElasticsearchClient client,
        CancellationToken cancellationToken
    )
    {
        using var response = await Look.SendAsync(client, cancellationToken);
        if (response.Expect(HttpStatusCode.NotFound).Status == HttpStatusCode.NotFound)
        {
            using var created = await Create.SendAsync(client, cancellationToken);
            created.Expect();
            return [Result(StepOutcome.Created)];
        }

        using var body = response.ReadJson();
        return
        [
            await IndexUpgrade.RunAsync(
                client,
                Subject,
                index,
                definition,
                body.RootElement.EnumerateObject().First().Value,
                cancellationToken
            ),
        ];
    }
}
