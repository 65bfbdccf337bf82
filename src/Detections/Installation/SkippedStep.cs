using Detections.Elasticsearch;

namespace Detections.Installation;

/// <summary>What this cluster does not take, said rather than passed over.</summary>
internal sealed class SkippedStep(string subject, string because) : SetupStep(subject)
{
    public override IEnumerable<SetupRequest> Requests => [];

    public override Task<IReadOnlyList<StepResult>> RunAsync(
        ElasticsearchClient client,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<StepResult>>([Result(StepOutcome.Skipped, because)]);
}
