using Detections.Runs;

namespace Detections.Diagnosis;

/// <summary>A part of the diagnosis: what it is called, what it looks at, and how.</summary>
internal sealed record Check(
    string Id,
    string Subject,
    Func<CancellationToken, Task<IReadOnlyList<CheckResult>>> LookAsync
)
{
    /// <summary>Without it there is no point in the checks behind it.</summary>
    public bool IsGround { get; init; }

    /// <summary>Whatever goes wrong in a check is what it has found.</summary>
    public async Task<IReadOnlyList<CheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LookAsync(cancellationToken);
        }
        catch (ClusterException e)
        {
            return [CheckResult.Red(Id, Subject, e.Message)];
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return
            [
                CheckResult.Red(
                    Id,
                    Subject,
                    $"unexpected {e.GetType().Name}: {e.Message}",
                    "Report this: a check should have said what it found"
                ),
            ];
        }
    }
}
