using Microsoft.Extensions.Hosting;

namespace Detections.Embedded.Http;

/// <summary>Ctrl+C and SIGTERM belong to the process that embeds the node; the host's own lifetime would swallow them.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
