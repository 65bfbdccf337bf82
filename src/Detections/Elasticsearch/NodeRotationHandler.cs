using System.Net;

namespace Detections.Elasticsearch;

/// <summary>Sends each attempt to one of the configured URLs, and moves on to the next after a failure.</summary>
internal sealed class NodeRotationHandler(IReadOnlyList<Uri> nodes) : DelegatingHandler
{
    /// <summary>What requests are addressed to until a node is chosen.</summary>
    public static readonly Uri Placeholder = new("http://elasticsearch/");

    private readonly Uri[] _bases =
    [
        .. nodes.Select(n => n.AbsoluteUri.EndsWith('/') ? n : new Uri(n.AbsoluteUri + "/")),
    ];
    private int _current;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var position = Volatile.Read(ref _current);
        var asked = request.RequestUri!;
        request.RequestUri = new(_bases[position % _bases.Length], asked.PathAndQuery.TrimStart('/'));
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (
                response.StatusCode
                is HttpStatusCode.BadGateway
                    or HttpStatusCode.ServiceUnavailable
                    or HttpStatusCode.GatewayTimeout
            )
            {
                MoveOn(position);
            }

            return response;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            MoveOn(position);
            throw;
        }
        finally
        {
            request.RequestUri = asked;
        }
    }

    private void MoveOn(int from) => Interlocked.CompareExchange(ref _current, (from + 1) % _bases.Length, from);
}
