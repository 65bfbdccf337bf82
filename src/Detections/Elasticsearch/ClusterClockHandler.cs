namespace Detections.Elasticsearch;

/// <summary>Shows every answer's `Date` to the clock.</summary>
internal sealed class ClusterClockHandler(ClusterClock clock) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.Headers.Date is { } date)
        {
            clock.Observe(date);
        }

        return response;
    }
}
