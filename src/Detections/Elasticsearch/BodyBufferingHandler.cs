namespace Detections.Elasticsearch;

/// <summary>Reads the body as part of the attempt, so that one which breaks off is asked for again.</summary>
internal sealed class BodyBufferingHandler : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            using var streamed = response.Content;
            response.Content = await PooledContent.ReadAsync(streamed, cancellationToken);
            response.Content.Headers.ContentType = streamed.Headers.ContentType;
            return response;
        }
        catch (IOException e)
        {
            response.Dispose();
            throw new HttpRequestException("The answer broke off", e);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
