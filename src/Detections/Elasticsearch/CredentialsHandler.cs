using System.Net;

namespace Detections.Elasticsearch;

/// <summary>Shows who asks. When that is refused, the file of the secret is read again, in case it was rotated just now.</summary>
internal sealed class CredentialsHandler(CurrentCredentials credentials) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var shown = credentials.Header;
        request.Headers.Authorization = shown;
        var response = await base.SendAsync(request, cancellationToken);
        if (
            response.StatusCode != HttpStatusCode.Unauthorized
            || await credentials.RenewAsync(shown, cancellationToken) is not { } renewed
        )
        {
            return response;
        }

        response.Dispose();
        request.Headers.Authorization = renewed;
        return await base.SendAsync(request, cancellationToken);
    }
}
