using System.Net;
using System.Text;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>Tells when something else than Elasticsearch has answered: a proxy, a login page, Kibana.</summary>
internal static class ForeignAnswer
{
    private const int TitleShown = 80;

    /// <summary>What answered and what to do; null where it may well have been Elasticsearch.</summary>
    public static string? Explain(HttpResponseMessage message, ReadOnlySpan<byte> body)
    {
        var status = (int)message.StatusCode;
        if (message.Headers.Contains("kbn-name"))
        {
            return "this is Kibana: Elasticsearch:Urls needs the address of Elasticsearch, by default on port 9200";
        }

        if (message.StatusCode == HttpStatusCode.ProxyAuthenticationRequired)
        {
            return "a proxy demands a login (407), which Elasticsearch:Proxy cannot give: let this machine through without one";
        }

        if (status is >= 300 and < 400)
        {
            return Redirect(message, status);
        }

        return IsPage(message, body)
            ? $"{status} with {Title(body)}{Server(message)}. Check the address and its path in Elasticsearch:Urls, and the proxy or load balancer in between"
            : null;
    }

    private static string Redirect(HttpResponseMessage message, int status)
    {
        if (message.Headers.Location is not { } location)
        {
            return $"{status} with no address to go to. Check the proxy or load balancer in between";
        }

        var to = location.IsAbsoluteUri ? ConnectionTrouble.Address(location) : location.OriginalString.Split('?')[0];
        var isOnlyTls =
            location.IsAbsoluteUri
            && location.Scheme == Uri.UriSchemeHttps
            && message.RequestMessage!.Options.TryGetValue(NodeRotationHandler.Node, out var asked)
            && asked.Scheme == Uri.UriSchemeHttp
            && asked.Host == location.Host;
        return isOnlyTls
            ? $"{status}, which leads to {to}: write https:// in Elasticsearch:Urls"
            : $"{status}, which leads to {to}, perhaps to a login page. Elasticsearch:Urls needs an address that leads to the REST API without one";
    }

    private static bool IsPage(HttpResponseMessage message, ReadOnlySpan<byte> body) =>
        message.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml"
        || body.TrimStart(" \r\n\t"u8).StartsWith("<"u8);

    private static string Title(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 4096)]);
        var start = text.IndexOf("<title>", StringComparison.OrdinalIgnoreCase);
        var end = start < 0 ? -1 : text.IndexOf("</title>", start, StringComparison.OrdinalIgnoreCase);
        return end < 0
            ? "a page of HTML"
            : $"the page \"{Cut.To(text[(start + "<title>".Length)..end].ReplaceLineEndings(" ").Trim(), TitleShown)}\"";
    }

    private static string Server(HttpResponseMessage message) =>
        message.Headers.Server.ToString() is { Length: > 0 } server ? $" from {Cut.To(server, TitleShown)}" : "";
}
