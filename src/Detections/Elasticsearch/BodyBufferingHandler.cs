using System.Text;

namespace Detections.Elasticsearch;

/// <summary>Reads the body as part of the attempt, so that one which breaks off is asked for again.</summary>
internal sealed class BodyBufferingHandler : DelegatingHandler
{
    /// <summary>What the request knows of its answer, if anything.</summary>
    public static readonly HttpRequestOptionsKey<AnswerSize> Size = new("size");

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            using var streamed = response.Content;
            var whole = await PooledContent.ReadAsync(streamed, Of(request), cancellationToken);
            whole.Headers.ContentType = streamed.Headers.ContentType;
            response.Content = whole;
            // What is not understood is quoted to the operator, and who wrote it may have repeated the request's headers.
            if (request.Headers.Authorization?.Parameter is { } credentials)
            {
                whole.Hide(Encoding.UTF8.GetBytes(credentials));
            }

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

    private static AnswerSize Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Size, out var size) ? size : AnswerSize.Any;
}
