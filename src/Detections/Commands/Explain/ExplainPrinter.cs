using Detections.Eql;

namespace Detections.Commands.Explain;

internal abstract class ExplainPrinter : IAsyncDisposable
{
    public abstract void Print(ExplainedEvent found);

    public abstract void Finish(IReadOnlyList<EqlMatch> matches, bool isMatch);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
