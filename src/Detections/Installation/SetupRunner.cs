using System.Net;
using Detections.Elasticsearch;

namespace Detections.Installation;

/// <summary>Takes the steps one by one. One that is refused does not keep the others from being taken.</summary>
internal sealed class SetupRunner(ElasticsearchClient client)
{
    private const string Remedy = "Or print the requests with `--for kibana-dev-tools` for somebody who may send them";

    public async Task<IReadOnlyList<StepResult>> RunAsync(
        IReadOnlyList<SetupStep> steps,
        CancellationToken cancellationToken
    )
    {
        var results = new List<StepResult>();
        foreach (var step in steps)
        {
            try
            {
                results.AddRange(await step.RunAsync(client, cancellationToken));
            }
            catch (ElasticsearchException e) when (!e.Unreachable)
            {
                var isForbidden = e.Status == HttpStatusCode.Forbidden;
                results.Add(new(step.Subject, StepOutcome.Refused, isForbidden ? $"{e.Message}. {Remedy}" : e.Message));
            }
        }

        return results;
    }
}
