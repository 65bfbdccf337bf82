namespace Detections.Elasticsearch;

/// <summary>Sends each attempt to one of the configured URLs, and moves on to the next after a failure.</summary>
internal sealed class NodeRotationHandler(ClusterNodes nodes) : DelegatingHandler
{
    /// <summary>The URL that was asked last.</summary>
    public static readonly HttpRequestOptionsKey<Uri> Node = new("node");

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var position = nodes.Current;
        var asked = request.RequestUri!;
        request.Options.Set(Node, nodes[position]);
        request.RequestUri = new(nodes[position], asked.PathAndQuery.TrimStart('/'));
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            nodes.Answered(position, response.StatusCode);
            return response;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            nodes.Failed(position, e);
            throw;
        }
        finally
        {
            request.RequestUri = asked;
        }
    }
}
