using Detections.Elasticsearch;

namespace Detections.Installation;

/// <summary>One thing that set-up brings about: looked at first, and changed only where it is not as it should be.</summary>
internal abstract class SetupStep(string subject)
{
    public string Subject { get; } = subject;

    /// <summary>What is sent, the looks too, where nothing is there yet.</summary>
    public abstract IEnumerable<SetupRequest> Requests { get; }

    public abstract Task<IReadOnlyList<StepResult>> RunAsync(
        ElasticsearchClient client,
        CancellationToken cancellationToken
    );

    protected StepResult Result(StepOutcome outcome, string detail = "") => new(Subject, outcome, detail);
}
