using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Detections.Settings;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Detections.Elasticsearch;

/// <summary>Why there was no answer, and what to do about it, from the exception that the connection ended in.</summary>
internal static class ConnectionTrouble
{
    private const int WordsShown = 200;

    /// <param name="proxy">What stands between here and the URL; then it is what is connected to.</param>
    /// <param name="demandsCertificate">Whether the server asked for a client certificate that it was not shown.</param>
    public static string Explain(
        Exception exception,
        Uri url,
        Uri? proxy,
        TimeSpan timeout,
        bool demandsCertificate = false
    ) =>
        exception switch
        {
            OperationCanceledException or TimeoutRejectedException =>
                $"no answer within {timeout.TotalSeconds:0.#} s: a firewall may swallow the packets, or the cluster is overloaded (Elasticsearch:RequestTimeout is how long to wait)",
            BrokenCircuitException => "too many requests have failed, waiting before the next",
            SocketException socket => Socket(socket, url, proxy),
            HttpRequestException e => Explain(e, url, proxy, demandsCertificate),
            _ => Words(exception),
        };

    private static string Explain(HttpRequestException exception, Uri url, Uri? proxy, bool demandsCertificate) =>
        exception switch
        {
            { HttpRequestError: HttpRequestError.ProxyTunnelError, StatusCode: var status } => Refused(
                proxy ?? url,
                status
            ),
            { HttpRequestError: HttpRequestError.SecureConnectionError } => Handshake(exception),
            _ when Find<SocketException>(exception) is { } socket => Socket(socket, url, proxy),
            _ when Alert(exception) is { } alert => alert,
            _ when demandsCertificate && url.Scheme == Uri.UriSchemeHttps => NoCertificate,
            { HttpRequestError: HttpRequestError.ResponseEnded } => url.Scheme == Uri.UriSchemeHttps
                ? "the connection was closed before an answer came: ask whoever runs the server or the proxy before it"
                : "the connection was closed before an answer came, which a port does that expects TLS: write https:// in Elasticsearch:Urls",
            { HttpRequestError: HttpRequestError.InvalidResponse } =>
                "what listens there does not speak HTTP: check the port in Elasticsearch:Urls (9200 is for HTTP, 9300 only for the nodes among themselves)",
            _ => Words(exception),
        };

    private static string Refused(Uri proxy, HttpStatusCode? status) =>
        status == HttpStatusCode.ProxyAuthenticationRequired
            ? ProxyLogin(proxy)
            : $"the proxy {Address(proxy)} lets nothing through to it and answered {(int?)status}: allow the address there, or go without the proxy (Elasticsearch:Proxy)";

    public static string ProxyLogin(Uri proxy) =>
        $"the proxy {Address(proxy)} demands a login (407), which Elasticsearch:Proxy cannot give: let this machine through without one";

    /// <summary>Without a user or a path, since a password could stand there.</summary>
    public static string Address(Uri uri) => uri.GetLeftPart(UriPartial.Scheme) + uri.Authority.Split('@')[^1];

    private const string NoCertificate =
        "the server demands a client certificate: set Elasticsearch:ClientCertificateFile and ClientKeyFile to one that its operator issued";

    private static string Handshake(Exception exception) =>
        exception.InnerException switch
        {
            CertificateException e => e.Message,
            AuthenticationException { InnerException: null } =>
                "what answers on this port does not speak TLS: write http:// in Elasticsearch:Urls, or name the port that does",
            _ => Alert(exception)
                ?? $"no TLS connection came about: {Words(exception)}. The server may demand a TLS version or a client certificate that this machine does not offer",
        };

    /// <summary>OpenSSL tells what the other end said last.</summary>
    private static string? Alert(Exception exception)
    {
        var words = Chain(exception).Last().Message;
        var start = words.IndexOf(" alert ", StringComparison.Ordinal);
        return start < 0
            ? null
            : words[(start + " alert ".Length)..] switch
            {
                "certificate required" => NoCertificate,
                "bad certificate" or "unknown ca" or "certificate unknown" or "access denied" =>
                    $"the server refuses our client certificate ({words[(start + 1)..]}): set Elasticsearch:ClientCertificateFile and ClientKeyFile to one that it trusts",
                "certificate expired" or "certificate revoked" =>
                    $"the server refuses our client certificate ({words[(start + 1)..]}): renew Elasticsearch:ClientCertificateFile",
                _ =>
                    $"the server ended the TLS handshake ({words[(start + 1)..]}): it may demand a TLS version or a client certificate that this machine does not offer",
            };
    }

    private static string Socket(SocketException exception, Uri url, Uri? proxy)
    {
        var to = proxy ?? url;
        var setting = proxy is null ? "Elasticsearch:Urls" : "Elasticsearch:Proxy";
        var what = proxy is null ? "" : "the proxy ";
        return exception.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData =>
                $"the name of {what}{to.Host} is not known to DNS: check how it is written in {setting}, and which resolver this machine uses",
            SocketError.TryAgain =>
                $"DNS does not answer the question for {what}{to.Host}: check the resolver of this machine",
            SocketError.ConnectionRefused =>
                $"nothing listens at {what}{to.Host}:{to.Port} (connection refused): check host and port in {setting}, that it runs, and that it listens to more than its own loopback (network.host)",
            SocketError.HostUnreachable or SocketError.NetworkUnreachable =>
                $"there is no way to {what}{to.Host}:{to.Port} ({exception.Message}): check routes and firewalls",
            SocketError.TimedOut =>
                $"{what}{to.Host}:{to.Port} does not take the connection (timed out): a firewall may swallow the packets",
            _ => $"the connection to {what}{to.Host}:{to.Port} failed: {exception.Message}",
        };
    }

    private static T? Find<T>(Exception exception)
        where T : Exception => Chain(exception).OfType<T>().FirstOrDefault();

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }

    private static string Words(Exception exception) =>
        Cut.To(string.Join(" ", Chain(exception).Select(e => e.Message).Distinct(StringComparer.Ordinal)), WordsShown);
}
