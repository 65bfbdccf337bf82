using System.Net;
using Detections.Elasticsearch;

namespace Detections.Installation;

/// <summary>Takes the steps one by one. One that is refused does not keep the others from being taken.</summary>
internal sealed class SetupRunner(ElasticsearchClient client, RequiredPrivileges required)
{
    private const string Remedy = "Or print the requests with `--for kibana-dev-tools` for somebody who may send them";

    public async Task<IReadOnlyList<StepResult>> RunAsync(
        IReadOnlyList<SetupStep> steps,
        CancellationToken cancellationToken
    )
    {
        var results = new List<StepResult>();
        var isForbidden = false;
        foreach (var step in steps)
        {
            try
            {
                results.AddRange(await step.RunAsync(client, cancellationToken));
            }
            catch (ElasticsearchException e) when (!e.Unreachable)
            {
                results.Add(new(step.Subject, StepOutcome.Refused, e.Message));
                isForbidden |= e.Status == HttpStatusCode.Forbidden;
            }
        }

        if (isForbidden)
        {
            results.Add(await ExplainAsync(cancellationToken));
        }

        return results;
    }

    /// <summary>A refusal names only the first privilege that was missed; here are all.</summary>
    private async Task<StepResult> ExplainAsync(CancellationToken cancellationToken)
    {
        var missing = await new PrivilegeCheck(client).FindMissingAsync(required, cancellationToken);
        return new(
            "privileges of set-up",
            StepOutcome.Refused,
            string.Join(' ', missing.Select(m => m.Sentence + ".").Append(Remedy))
        );
    }
}
