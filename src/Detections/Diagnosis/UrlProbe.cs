using System.Net.Security;
using Detections.Elasticsearch;
using Detections.Settings;

namespace Detections.Diagnosis;

/// <summary>A client for one URL, without retries, that remembers what certificates it was shown.</summary>
internal sealed class UrlProbe : IDisposable
{
    private readonly ElasticsearchSettings _settings;
    private readonly Uri _url;
    private readonly Uri? _proxy;
    private readonly TimeSpan _timeout;
    private readonly CertificateCheck _certificates;
    private readonly HttpClient _http;
    private string? _protocol;
    private (string Subject, DateTime Until)[] _shown = [];
    private string? _refusal;

    public UrlProbe(ElasticsearchSettings settings, Uri url, TimeSpan timeout)
    {
        _settings = settings;
        _url = url;
        _timeout = timeout;
        _certificates = new(settings);
        var nodes = new ClusterNodes(settings, _certificates, [url]);
        _proxy = nodes.ProxyOf(url);
        var sockets = new SocketsHttpHandler();
        ElasticsearchServices.Configure(sockets, settings, _certificates);
        Watch(sockets);
        _http = new(
            new NodeRotationHandler(nodes) { InnerHandler = new BodyBufferingHandler { InnerHandler = sockets } }
        );
        ElasticsearchServices.Configure(_http, settings);
        Client = new(_http, nodes);
    }

    public ElasticsearchClient Client { get; }

    /// <summary>What is connected to: a proxy resolves and connects in our place.</summary>
    public Uri Next => _proxy ?? _url;

    public string Called => _proxy is null ? "" : "the proxy ";

    public void Dispose() => _http.Dispose();

    public string Explain(Exception exception) =>
        ConnectionTrouble.Explain(exception, _url, _proxy, _timeout, _certificates.DemandsCertificate(_url.IdnHost));

    /// <summary>What is to be said of encryption; null where the connection failed before there was any.</summary>
    public CheckResult? Certificate(TimeProvider local)
    {
        const string id = "tls";
        var subject = _url.ToString();
        if (_url.Scheme == Uri.UriSchemeHttp)
        {
            var showsSecrets = _settings.ApiKey is not null || _settings.Password is not null;
            return showsSecrets && !_url.IsLoopback
                ? CheckResult.Amber(
                    id,
                    subject,
                    "not encrypted, so that whoever is in between can read the credentials",
                    "Enable TLS on the cluster's HTTP layer and write https:// in Elasticsearch:Urls"
                )
                : CheckResult.Green(id, subject, "not encrypted, as the URL says");
        }

        if (_refusal is not null)
        {
            return CheckResult.Red(id, subject, _refusal);
        }

        if (_protocol is null)
        {
            return null;
        }

        var chain = string.Join(" < ", _shown.Select(c => c.Subject));
        var (name, until) = _shown.MinBy(c => c.Until);
        var left = until.ToUniversalTime() - local.GetUtcNow().UtcDateTime;
        var found = $"{_protocol}, {chain}";
        return left < Certificates.Soon
            ? CheckResult.Amber(
                id,
                subject,
                $"{found}; {name} expires on {CertificateTrouble.Day(until)}, in {Words.Of(left)}",
                "Renew it before that, or nothing will be detected afterwards"
            )
            : CheckResult.Green(id, subject, $"{found}; valid until {CertificateTrouble.Day(until)}");
    }

    private void Watch(SocketsHttpHandler sockets)
    {
        var judge = sockets.SslOptions.RemoteCertificateValidationCallback!;
        sockets.SslOptions.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
        {
            _shown = [.. chain!.ChainElements.Select(e => (e.Certificate.Subject, e.Certificate.NotAfter))];
            try
            {
                return judge(sender, certificate, chain, errors);
            }
            catch (CertificateException e)
            {
                _refusal = e.Message;
                throw;
            }
        };
        sockets.PlaintextStreamFilter = (context, _) =>
        {
            _protocol = (context.PlaintextStream as SslStream)?.SslProtocol.ToString();
            return ValueTask.FromResult(context.PlaintextStream);
        };
    }
}
