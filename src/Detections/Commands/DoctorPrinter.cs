using Detections.Diagnosis;

namespace Detections.Commands;

internal abstract class DoctorPrinter : IAsyncDisposable
{
    public abstract void Print(CheckResult result);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
